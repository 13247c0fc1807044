using Winnow.Onnx;
using Winnow.Onnx.Format;
using Winnow.Onnx.Graph;
using Winnow.Tests.Models;
using Winnow.Tests.Oracle;
using Winnow.Weights;

namespace Winnow.Tests.Onnx;

/// <summary>Exports with int8 weights: how far they drift, and that stored int8 weights are used as they are.</summary>
public class Int8ExportTests
{
    // Largest drift and standard deviation of the same outputs. The golden models are tiny and random: the worst was 0.37 (JinaBERT in one padded batch).
    const double LargestDrift = 0.5;

    public static TheoryData<string> Golden => [.. GoldenFolders.Names];

    [Theory]
    [MemberData(nameof(Golden))]
    public void Export_GoldenFolder_DriftsLittle(string name)
    {
        IReadOnlyList<GoldenCase> cases = GoldenFolders.Cases(name);
        using var model = new ExportedModel(GoldenFolders.Folder(name), new OnnxOptions { Precision = Precision.Int8 });
        double[] expected = [.. cases.SelectMany(golden => golden.Expected)];
        double[] single = [.. cases.SelectMany(golden => model.Run([(golden.Ids, golden.Types)])[0]).Select(value => (double)value)];
        double[] batch = [.. cases.Chunk(5).SelectMany(some => model.Run([.. some.Select(golden => (golden.Ids, golden.Types))])).SelectMany(row => row).Select(value => (double)value)];
        foreach (double[] result in (double[][])[single, batch])
        {
            double drift = expected.Zip(result, (a, b) => Math.Abs(a - b)).Max() / Deviation(expected);
            Assert.True(drift < LargestDrift, $"{name}: the largest drift is {drift:F3} standard deviations.");
            Assert.True(Correlation(expected, result) > 0.98, $"{name}: the correlation is {Correlation(expected, result):F4}.");
        }
    }

    [Fact]
    public void Export_TrainedModel_EqualsTheEngineAndDriftsLittleAsInt8()
    {
        string folder = Path.Combine(Fixtures.Repository, "models", "winnow-turbo-en");
        var tokenizer = PairTokenizer.Load(folder);
        (int[] Ids, int[] Types)[] sequences =
        [
            .. Fixtures.ReadPairs().Select(pair => tokenizer.Encode(pair.Query, pair.Document)).OrderBy(pair => pair.Ids.Length).Take(20).Select(pair => (pair.Ids, pair.TypeIds)),
        ];
        using var engine = new ModelUnderTest(folder);
        double[] ours = [.. engine.Run(sequences).Select(row => (double)row[0])];

        using (var exact = new ExportedModel(folder))
        {
            double worst = ours.Zip(exact.Run(sequences), (a, b) => Math.Abs(a - b[0])).Max();
            Assert.True(worst < 1e-4, $"The largest difference in float32 is {worst:E2}.");
        }

        using var int8 = new ExportedModel(folder, new OnnxOptions { Precision = Precision.Int8 });
        Assert.True(new FileInfo(int8.Path).Length < new FileInfo(Path.Combine(folder, "model.safetensors")).Length + 2_000_000, "The weights are stored as int8.");
        double[] quantized = [.. int8.Run(sequences).Select(row => (double)row[0])];
        double drift = ours.Zip(quantized, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(drift < 1, $"The largest drift is {drift:F3}.");
        // Of a first-token model were seen a drift of 0.37, where logits ran from -5 to 9, and a correlation of 0.9992.
        Assert.True(Correlation(ours, quantized) > 0.995, $"The correlation is {Correlation(ours, quantized):F5}.");
    }

    [Fact]
    public void Int8Rows_StoredInt8_AreTheStoredBytesAndScales()
    {
        using ModelWeights weights = ModelWeights.Open(Fixtures.Golden("jina-bert-int8"));
        var stored = new StoredWeights(weights);
        TensorInfo[] matrices = [.. weights.Tensors.Values.Where(tensor => tensor.Type == TensorType.I8)];
        Assert.NotEmpty(matrices);
        foreach (TensorInfo matrix in matrices)
        {
            int rows = (int)matrix.Shape[0], columns = (int)matrix.Shape[1];
            float[] scales = stored.Scales(matrix.Name, rows, columns);
            Assert.Equal(weights.GetRowScales(matrix.Name), scales);
            Assert.Equal(weights.GetBytes(matrix.Name), Bytes(stored.Int8Rows(matrix.Name, rows, columns, scales)));
            byte[] turned = Bytes(stored.Int8Transposed(matrix.Name, rows, columns, scales));
            Assert.Equal(weights.GetBytes(matrix.Name)[columns - 1], turned[(columns - 1) * rows]);
        }
    }

    [Fact]
    public void Int8Rows_Float32_AreWithinHalfAStepOfTheWeights()
    {
        using ModelWeights weights = ModelWeights.Open(Fixtures.Golden("bert"));
        const string Name = "bert.encoder.layer.0.intermediate.dense.weight";
        int rows = (int)weights.Info(Name).Shape[0], columns = (int)weights.Info(Name).Shape[1];
        var stored = new StoredWeights(weights);
        float[] scales = stored.Scales(Name, rows, columns);
        byte[] bytes = Bytes(stored.Int8Rows(Name, rows, columns, scales));
        var exact = new float[rows * columns];
        weights.Read(Name, [rows, columns], exact);
        for (int i = 0; i < exact.Length; i++)
            Assert.True(Math.Abs(exact[i] - (sbyte)bytes[i] * scales[i / columns]) <= scales[i / columns] * 0.5001f);
        Assert.All(bytes.Chunk(columns), row => Assert.Contains(row, value => Math.Abs((sbyte)value) == 127));
    }

    static byte[] Bytes(TensorData data)
    {
        using var stream = new MemoryStream();
        data.WriteTo(stream);
        Assert.Equal(data.Length, stream.Length);
        return stream.ToArray();
    }

    static double Deviation(double[] values) => Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));

    static double Correlation(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average();
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Average() / (Deviation(x) * Deviation(y));
    }
}
