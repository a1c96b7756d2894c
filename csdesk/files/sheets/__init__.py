"""The XLSX twins of the printed documents and the templates of the imports."""
