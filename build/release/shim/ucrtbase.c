/* Test-only stand-in for the complex functions that Wine 8.0's ucrtbase.dll lacks and numpy takes; everything else is forwarded to
 * Wine's own (wine.py writes the list). The structures have Microsoft's calling convention: 8 bytes travel in a register, 16 by
 * reference. long double is double there. Never shipped. */
#include <complex.h>
typedef struct { double re, im; } D;
typedef struct { float re, im; } F;
#define X __declspec(dllexport)
static double complex in(D z) { return z.re + z.im * I; }
static D out(double complex z) { D d = {creal(z), cimag(z)}; return d; }
static D wide(F z) { D d = {z.re, z.im}; return d; }
static F narrow(double complex z) { F f = {creal(z), cimag(z)}; return f; }
#define ONE(name) \
  X D m_##name(D z) { return out(name(in(z))); } \
  X F m_##name##f(F z) { return narrow(name(in(wide(z)))); }
#define PART(name) \
  X double m_##name(D z) { return name(in(z)); } \
  X float m_##name##f(F z) { return name(in(wide(z))); }
ONE(cexp) ONE(csin) ONE(ccos) ONE(ctan) ONE(csinh) ONE(ccosh) ONE(ctanh)
PART(creal) PART(cimag) PART(cabs) PART(carg)
X D m_cpow(D a, D b) { return out(cpow(in(a), in(b))); }
X F m_cpowf(F a, F b) { return narrow(cpow(in(wide(a)), in(wide(b)))); }
