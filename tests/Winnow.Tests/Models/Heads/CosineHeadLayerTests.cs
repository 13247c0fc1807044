using Winnow.Models.Heads;

namespace Winnow.Tests.Models.Heads;

public class CosineHeadLayerTests
{
    [Fact]
    public unsafe void Apply_Rows_AreScaledCosines()
    {
        var layer = new CosineHeadLayer(2, scale: 10, bias: -1);
        // Alike, opposite, at right angles, of other lengths at 45 degrees, and one without a direction.
        float[] rows = [1, 2, 1, 2, 3, 0, -1, 0, 0, 5, 2, 0, 2, 0, 7, 7, 0, 0, 1, 1];
        var logits = new float[5];
        fixed (float* source = rows, target = logits)
            layer.Apply(source, target, 5);
        Assert.Equal([9, -11, -1, (float)(10 * Math.Sqrt(0.5) - 1), -1], logits, (a, b) => Math.Abs(a - b) < 1e-6);
    }
}
