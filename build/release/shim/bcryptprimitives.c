/* Test-only stand-in for Windows 10's bcryptprimitives.dll, which Wine 8.0 lacks and Rust's standard library asks for. Never shipped. */
#include <windows.h>
BOOLEAN WINAPI SystemFunction036(void *buffer, ULONG size);
__declspec(dllexport) BOOL WINAPI ProcessPrng(unsigned char *buffer, SIZE_T size) { return SystemFunction036(buffer, (ULONG)size); }
