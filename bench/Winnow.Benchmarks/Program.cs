using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Winnow.Benchmarks.Models;

// dotnet run -c Release --project bench/Winnow.Benchmarks -- --filter '*'
// Whole models, and ONNX Runtime beside them, are what "winnow bench" measures.
BenchmarkSwitcher.FromAssembly(typeof(ForwardPassBenchmark).Assembly).Run(args, DefaultConfig.Instance.AddColumn(BenchmarkDotNet.Columns.StatisticColumn.OperationsPerSecond));
