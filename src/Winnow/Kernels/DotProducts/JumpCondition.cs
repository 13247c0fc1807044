namespace Winnow.Kernels.DotProducts;

/// <summary>When a jump is taken, by the number that its opcode holds.</summary>
enum JumpCondition
{
    Zero = 4,
    NotZero = 5,
    Less = 12,
    GreaterOrEqual = 13,
}
