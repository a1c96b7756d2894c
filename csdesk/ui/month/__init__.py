"""The month page: check list, payroll, payslip with the basis of each line, close, reopen, print."""
