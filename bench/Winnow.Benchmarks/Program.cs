using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Winnow.Benchmarks;
using Winnow.Benchmarks.Rivals;

// Against ONNX Runtime:  dotnet run -c Release --project bench/Winnow.Benchmarks -- against-onnxruntime [THREADS]
// Everything else:       dotnet run -c Release --project bench/Winnow.Benchmarks -- --filter '*'
if (args is ["against-onnxruntime", ..])
{
    OnnxRuntimeComparison.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(BenchmarkShapes).Assembly).Run(args, DefaultConfig.Instance.AddColumn(BenchmarkDotNet.Columns.StatisticColumn.OperationsPerSecond));
