namespace Winnow.Kernels.DotProducts;

/// <summary>The general registers of x86-64 that neither calling convention asks to preserve, and the two that bring an argument, by their numbers.</summary>
enum GeneralRegister
{
    Rax = 0,
    Rcx = 1,
    Rdx = 2,
    Rdi = 7,
    R8 = 8,
    R9 = 9,
    R10 = 10,
    R11 = 11,
}
