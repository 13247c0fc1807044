using System.Runtime.InteropServices;
using System.Text.Json;
using Winnow.Quantization;
using Winnow.Weights;

namespace Winnow.Tests.Quantization;

/// <summary>Quantized folders next to PyTorch's, and next to the folders that they were made from.</summary>
public sealed class ModelQuantizerTests : IDisposable
{
    // Random weights make their drift large beside trained models'. The largest that was measured: 0.114 (JinaBERT) and, with int8 arithmetic, 0.195 (ModernBERT).
    const double WeightDrift = 0.15;
    const double Int8Drift = 0.3;

    // Of vectors of length 1.
    const double VectorDrift = 0.02;

    readonly string _place = Directory.CreateTempSubdirectory("winnow-quantize-").FullName;

    string Output => Path.Combine(_place, "out");

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public void Quantize_GoldenFolder_GivesTheBytesOfPyTorch()
    {
        ModelQuantizer.Quantize(Fixtures.Golden("jina-bert-standard"), Output, cancellationToken: TestContext.Current.CancellationToken);
        using ModelWeights expected = ModelWeights.Open(Fixtures.Golden("jina-bert-int8"));
        using ModelWeights actual = ModelWeights.Open(Output);
        Assert.Equal(expected.Tensors.Keys.Order(StringComparer.Ordinal), actual.Tensors.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, TensorInfo tensor) in expected.Tensors)
        {
            Assert.Equal(tensor.Type, actual.Info(name).Type);
            Assert.Equal(tensor.Shape, actual.Info(name).Shape);
            Assert.True(expected.GetBytes(name).SequenceEqual(actual.GetBytes(name)), name);
        }

        Assert.Equal(expected.ParameterCount, actual.ParameterCount);
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("deberta-v2")]
    [InlineData("ettin")]
    [InlineData("jina-bert")]
    [InlineData("jina-bert-long")]
    [InlineData("jina-bert-standard")]
    [InlineData("modernbert-cls")]
    [InlineData("modernbert-mean")]
    [InlineData("xlm-roberta")]
    public void Quantize_Reranker_LoadsInEveryPrecisionWithLogitsNearTheOriginal(string name)
    {
        ModelQuantizer.Quantize(Fixtures.Golden(name), Output, cancellationToken: TestContext.Current.CancellationToken);
        double[] original = Logits(Fixtures.Golden(name), name, Precision.Float32);
        AssertNear(original, Logits(Output, name, Precision.Float32), WeightDrift);
        AssertNear(original, Logits(Output, name, Precision.Int8), Int8Drift);
    }

    [Theory]
    [InlineData("bert-embedder-cls")]
    [InlineData("bert-embedder-mean")]
    [InlineData("jina-bert-embedder")]
    public void Quantize_Embedder_GivesVectorsNearTheOriginal(string name)
    {
        ModelQuantizer.Quantize(Fixtures.Golden(name), Output, cancellationToken: TestContext.Current.CancellationToken);
        using var original = Embedder.Load(Fixtures.Golden(name), Fixtures.Float32);
        using var quantized = Embedder.Load(Output, Fixtures.Float32);
        AssertNear(Vector(original), Vector(quantized), VectorDrift);

        static double[] Vector(Embedder embedder) =>
            [.. embedder.Embed(["Paris is the capital of France."], cancellationToken: TestContext.Current.CancellationToken)[0].Select(value => (double)value)];
    }

    [Fact]
    public void Quantize_GoldenFolder_ReportsSizesAndErrors()
    {
        QuantizationReport report = ModelQuantizer.Quantize(Fixtures.Golden("jina-bert-standard"), Output, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Output, report.Folder);
        // Rows of 48 elements have a scale of 4 bytes each: 52 for 192, and vectors stay.
        Assert.InRange((double)report.BytesAfter / report.BytesBefore, 0.25, 0.30);
        using ModelWeights before = ModelWeights.Open(Fixtures.Golden("jina-bert-standard"));
        using ModelWeights after = ModelWeights.Open(Output);
        Assert.Equal(before.Tensors.Values.Sum(tensor => tensor.Length), report.BytesBefore);
        Assert.Equal(after.Tensors.Values.Sum(tensor => tensor.Length), report.BytesAfter);
        Assert.Equal(after.Tensors.Values.Count(tensor => tensor.Type == TensorType.I8), report.Matrices);

        double largest = 0;
        string? where = null;
        foreach (TensorInfo tensor in before.Tensors.Values)
        {
            float[] x = Read(before, tensor.Name), y = Read(after, tensor.Name);
            double error = x.Zip(y, (a, b) => Math.Abs((double)a - b)).Max();
            if (error > largest)
                (largest, where) = (error, tensor.Name);
        }

        Assert.Equal((largest, where), (report.LargestError, report.LargestErrorTensor));
        Assert.InRange(report.RelativeError, 0.001, 0.01);
    }

    [Fact]
    public void Quantize_SentenceTransformersFolder_KeepsModulesAndTexts()
    {
        using var model = new TemporaryModel("ettin");
        model.Write("README.md", "hello");
        model.Write("LICENSE", "free");
        model.Write("pytorch_model.bin", "pickle");
        Directory.CreateDirectory(Path.Combine(model.Path, "onnx"));
        model.Write(Path.Combine("onnx", "model.onnx"), "graph");
        model.Write(Path.Combine("2_Dense", "pytorch_model.bin"), "pickle");
        ModelQuantizer.Quantize(model.Path, Output, cancellationToken: TestContext.Current.CancellationToken);

        string[] made = Files(Output);
        Assert.Equal(Files(model.Path).Where(file => !file.EndsWith(".bin", StringComparison.Ordinal) && !file.EndsWith(".onnx", StringComparison.Ordinal)), made);
        foreach (string file in made.Where(file => file is not ("config.json" or "model.safetensors")))
            Assert.Equal(File.ReadAllBytes(Path.Combine(model.Path, file)), File.ReadAllBytes(Path.Combine(Output, file)));
    }

    [Fact]
    public void Quantize_Config_KeepsKeysAndOrderAndSaysWhatTheWeightsAre()
    {
        using var model = new TemporaryModel("jina-bert-standard");
        model.Write("config.json", model.Read("config.json").Replace("\"float32\"", "\"bfloat16\"", StringComparison.Ordinal));
        ModelQuantizer.Quantize(model.Path, Output, cancellationToken: TestContext.Current.CancellationToken);

        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Fixtures.Golden("jina-bert-int8"), "config.json")));
        using JsonDocument actual = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Output, "config.json")));
        Assert.Equal(JsonSerializer.Serialize(expected.RootElement), JsonSerializer.Serialize(actual.RootElement));
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void Quantize_HalfWeights_GivesTheSameAsTheirFloat32(TensorType type)
    {
        using var half = new TemporaryModel("bert");
        using var single = new TemporaryModel("bert");
        using (ModelWeights weights = ModelWeights.Open(Fixtures.Golden("bert")))
            SafetensorsWriter.Write(Path.Combine(half.Path, "model.safetensors"), weights.Tensors.Values.Select(tensor => Narrow(weights, tensor, type)));
        using (ModelWeights weights = ModelWeights.Open(half.Path))
            SafetensorsWriter.Write(Path.Combine(single.Path, "model.safetensors"), weights.Tensors.Values.Select(tensor => Widen(weights, tensor)));

        string other = Path.Combine(_place, "other");
        ModelQuantizer.Quantize(half.Path, Output, cancellationToken: TestContext.Current.CancellationToken);
        ModelQuantizer.Quantize(single.Path, other, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(Path.Combine(other, "model.safetensors")), File.ReadAllBytes(Path.Combine(Output, "model.safetensors")));
    }

    [Fact]
    public void Quantize_Shards_BecomeOneFile()
    {
        using var model = new TemporaryModel("xlm-roberta");
        Split(model.Path);
        string other = Path.Combine(_place, "other");
        ModelQuantizer.Quantize(model.Path, Output, cancellationToken: TestContext.Current.CancellationToken);
        ModelQuantizer.Quantize(Fixtures.Golden("xlm-roberta"), other, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Files(other), Files(Output));
        Assert.Equal(File.ReadAllBytes(Path.Combine(other, "model.safetensors")), File.ReadAllBytes(Path.Combine(Output, "model.safetensors")));
    }

    [Fact]
    public void Quantize_IntegerBuffers_StayAsTheyAre()
    {
        using var model = new TemporaryModel("bert");
        byte[] ids = MemoryMarshal.AsBytes<long>([0, 1, 2, 3]).ToArray();
        using (ModelWeights weights = ModelWeights.Open(Fixtures.Golden("bert")))
        {
            SafetensorsWriter.Write(
                Path.Combine(model.Path, "model.safetensors"),
                [.. weights.Tensors.Values.Select(tensor => Widen(weights, tensor)), ("embeddings.position_ids", TensorType.I64, [1, 4], ids)]);
        }

        ModelQuantizer.Quantize(model.Path, Output, cancellationToken: TestContext.Current.CancellationToken);
        using ModelWeights made = ModelWeights.Open(Output);
        Assert.Equal(ids, made.GetBytes("embeddings.position_ids").ToArray());
        Assert.Equal(TensorType.F32, made.Info("classifier.weight").Type);
    }

    [Fact]
    public void Quantize_EncoderInAFolderOfItsOwn_StaysThere()
    {
        using var model = new TemporaryModel("bert-embedder-mean");
        Directory.CreateDirectory(Path.Combine(model.Path, "0_Transformer"));
        foreach (string file in (string[])["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "sentence_bert_config.json"])
            File.Move(Path.Combine(model.Path, file), Path.Combine(model.Path, "0_Transformer", file));
        model.Write("modules.json", model.Read("modules.json").Replace("\"path\": \"\"", "\"path\": \"0_Transformer\"", StringComparison.Ordinal));
        ModelQuantizer.Quantize(model.Path, Output, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Files(model.Path), Files(Output));
        using (ModelWeights made = ModelWeights.Open(Path.Combine(Output, "0_Transformer")))
            Assert.Contains(made.Tensors.Values, tensor => tensor.Type == TensorType.I8);
        Embedder.Load(Output).Dispose();
    }

    [Fact]
    public void Quantize_ConfigWithHalfASurrogatePair_IsRefusedAndNothingIsLeft()
    {
        using var model = new TemporaryModel("bert");
        model.Write("config.json", model.Read("config.json").Replace("{\n", "{\n\"note\": \"\\ud800\",\n", StringComparison.Ordinal));
        RefuseFolder(model.Path, Output, "half a surrogate pair");
        Assert.Empty(Directory.GetFileSystemEntries(_place));
    }

    [Fact]
    public void WriteStreamed_WrongLength_ThrowsAndLeavesNothing()
    {
        Assert.Throws<InvalidOperationException>(() => SafetensorsWriter.WriteStreamed(
            Path.Combine(_place, "file"), [("x", TensorType.F32, [2], file => file.Write(new byte[4]))]));
        Assert.Empty(Directory.GetFileSystemEntries(_place));
    }

    [Fact]
    public void Quantize_EmptyFolder_IsFilled()
    {
        Directory.CreateDirectory(Output);
        ModelQuantizer.Quantize(Fixtures.Golden("bert"), Output + Path.DirectorySeparatorChar, cancellationToken: TestContext.Current.CancellationToken);
        Reranker.Load(Output).Dispose();
        Assert.Equal([Output], Directory.GetFileSystemEntries(_place));
    }

    [Fact]
    public void Quantize_WhatCannotBe_IsRefusedAndNothingIsLeft()
    {
        Refuse("jina-bert-int8", Output, "quantized already");
        File.WriteAllText(Path.Combine(_place, "file"), "");
        Refuse("bert", Path.Combine(_place, "file"), "this is a file");
        Refuse("bert", Path.Combine(_place, "none", "out"), "there is no folder");
        Directory.CreateDirectory(Path.Combine(_place, "full", "x"));
        Refuse("bert", Path.Combine(_place, "full"), "not empty");
        Assert.Equal(["file", "full"], Directory.GetFileSystemEntries(_place).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Throws<ArgumentException>(() => ModelQuantizer.Quantize(Fixtures.Golden("bert"), "", cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Quantize_BadModels_AreRefusedAndNothingIsLeft()
    {
        using var model = new TemporaryModel("bert");
        using (ModelWeights weights = ModelWeights.Open(Fixtures.Golden("bert")))
        {
            // Not a tensor of the model, so that loading does not meet it.
            SafetensorsWriter.Write(
                Path.Combine(model.Path, "model.safetensors"),
                [.. weights.Tensors.Values.Select(tensor => Widen(weights, tensor)), Single("other.weight", [2, 2], 1, 2, float.NaN, 4)]);
        }

        RefuseFolder(model.Path, Output, "NaN");
        model.Delete("tokenizer.json");
        RefuseFolder(model.Path, Output, "tokenizer.json");
        Assert.Empty(Directory.GetFileSystemEntries(_place));
    }

    [Fact]
    public void Quantize_Cancelled_LeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        double last = 0;
        var progress = new Reports(value =>
        {
            last = value.Fraction;
            if (value.Fraction > 0.5)
                cancellation.Cancel();
        });
        Directory.CreateDirectory(Output);
        Assert.Throws<OperationCanceledException>(() => ModelQuantizer.Quantize(Fixtures.Golden("bert"), Output, progress, cancellation.Token));
        Assert.InRange(last, 0.5, 0.99);
        Assert.Equal([Output], Directory.GetFileSystemEntries(_place));
        Assert.Empty(Directory.GetFileSystemEntries(Output));
    }

    [Fact]
    public void Quantize_Progress_GoesFromNothingToAll()
    {
        List<QuantizationProgress> reports = [];
        ModelQuantizer.Quantize(Fixtures.Golden("bert"), Output, new Reports(reports.Add), TestContext.Current.CancellationToken);
        Assert.Equal(reports.OrderBy(report => report.Fraction).ThenBy(report => report.Tensors), reports);
        using ModelWeights made = ModelWeights.Open(Output);
        Assert.Equal(new QuantizationProgress(made.Tensors.Count, 1), reports[^1]);
    }

    static void Refuse(string golden, string output, string message) => RefuseFolder(Fixtures.Golden(golden), output, message);

    static void RefuseFolder(string folder, string output, string message) =>
        Assert.Contains(message, Assert.Throws<WinnowException>(() => ModelQuantizer.Quantize(folder, output, cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

    static double[] Logits(string folder, string golden, Precision precision)
    {
        using JsonDocument file = Fixtures.ReadGolden(golden);
        using var reranker = Reranker.Load(folder, new EngineOptions { Precision = precision });
        PairScore[] scores = reranker.Score(
            [.. file.RootElement.GetProperty("cases").EnumerateArray().Select(one => new TextPair(one.GetProperty("query").GetString()!, one.GetProperty("document").GetString()!))],
            file.RootElement.GetProperty("max_length").GetInt32(),
            cancellationToken: TestContext.Current.CancellationToken);
        return [.. scores.Select(score => (double)score.Logit)];
    }

    static void AssertNear(double[] expected, double[] actual, double drift)
    {
        double worst = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        TestContext.Current.TestOutputHelper?.WriteLine($"largest drift {worst:F4}");
        Assert.True(worst < drift, $"The largest drift is {worst:F4}.");
    }

    static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];

    static float[] Read(ModelWeights weights, string name)
    {
        TensorInfo tensor = weights.Info(name);
        var values = new float[tensor.ElementCount];
        weights.Read(name, [.. tensor.Shape.Select(size => (int)size)], values);
        return values;
    }

    static (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data) Widen(ModelWeights weights, TensorInfo tensor) =>
        Single(tensor.Name, [.. tensor.Shape], Read(weights, tensor.Name));

    static (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data) Narrow(ModelWeights weights, TensorInfo tensor, TensorType type)
    {
        ushort[] narrow = [.. Read(weights, tensor.Name).Select(value =>
            type == TensorType.F16 ? BitConverter.HalfToUInt16Bits((Half)value) : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))];
        return (tensor.Name, type, [.. tensor.Shape], MemoryMarshal.AsBytes<ushort>(narrow).ToArray());
    }

    static (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data) Single(string name, long[] shape, params float[] values) =>
        (name, TensorType.F32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    static void Split(string folder)
    {
        string whole = Path.Combine(folder, "model.safetensors");
        var map = new Dictionary<string, string>();
        using (ModelWeights weights = ModelWeights.Open(folder))
        {
            for (int shard = 0; shard < 2; shard++)
            {
                string name = $"model-0000{shard + 1}-of-00002.safetensors";
                TensorInfo[] part = [.. weights.Tensors.Values.Where((_, i) => i % 2 == shard)];
                SafetensorsWriter.Write(Path.Combine(folder, name), part.Select(tensor => Widen(weights, tensor)));
                foreach (TensorInfo tensor in part)
                    map.Add(tensor.Name, name);
            }
        }

        File.Delete(whole);
        File.WriteAllText(whole + ".index.json", JsonSerializer.Serialize(new { weight_map = map }));
    }

    sealed class Reports(Action<QuantizationProgress> report) : IProgress<QuantizationProgress>
    {
        public void Report(QuantizationProgress value) => report(value);
    }
}
