namespace Winnow.Kernels.DotProducts;

/// <summary>The general registers of x86-64 that the assembled tiles use, by their numbers: those that neither calling convention asks to preserve, and two that only Windows does.</summary>
enum GeneralRegister
{
    Rax = 0,
    Rcx = 1,
    Rdx = 2,
    Rsi = 6,
    Rdi = 7,
    R8 = 8,
    R9 = 9,
    R10 = 10,
    R11 = 11,
}
