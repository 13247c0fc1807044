using Winnow.Evaluation.Speed.Reports;

namespace Winnow.Evaluation.Tests.Speed.Reports;

public sealed class SpeedMarkdownTests
{
    const string Expected =
        """
        # Speed of my-model, int8

        `winnow bench --model my-model --precision int8`; what is measured, and how: docs/benchmarks.md.

        ## Measured on

        | what | which |
        | --- | --- |
        | model | my-model |
        | precision | int8 |
        | threads | 2 |
        | processor | Testcore X9 (rev. 2), 8 cores |
        | runtime | .NET 10.0.1 |
        | system | Some Linux |
        | kernels | avx512 for float32, avx512vnni for int8, avx512bf16 for bf16 |
        | int8 peak | 900 GOPS on one thread, 1,790 on 2 |
        | ONNX Runtime | 1.31.1, int8 |

        ## Forward pass, pairs of equal length

        | tokens | pairs/batch | pairs/s | tokens/s | GOPS | of int8 peak |
        | ---: | ---: | ---: | ---: | ---: | ---: |
        | 64 | 64 | 1,234 | 79,008 | 1,500 | 84 % |
        | 8192 | 1 | 1.23 | 10,109 | 900 | 50 % |

        ## Reranking calls, documents of 10 to 500 tokens

        | documents | tokens | calls | p50, ms | p99, ms |
        | ---: | ---: | ---: | ---: | ---: |
        | 10 | 1401 | 120 | 34.5 | 50.1 |

        ## A process of its own

        | what | how much |
        | --- | --- |
        | start to first score | 0.12 s |
        | peak memory | 123 MB |

        ## Against ONNX Runtime, in turn

        | tokens | pairs | Winnow, pairs/s | ONNX Runtime, pairs/s | ratio | least | most |
        | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        | 64 | 64 | 1,200 | 600.0 | 2.00 | 1.90 | 2.13 |
        | mixed, by 16 | 100 | 300.0 | 100.0 | 3.00 | 2.50 | 3.50 |

        mixed, by N: documents of 10 to 500 tokens; ONNX Runtime gets them sorted by length, in padded batches of N. Left out for want of memory: 8192 tokens.

        ## Against ONNX Runtime, one document of 8192 tokens

        | engine | seconds | peak memory |
        | --- | ---: | ---: |
        | Winnow | 2.00 | 200 MB |
        | ONNX Runtime | 8.00 | 15,000 MB |

        """;

    [Fact]
    public void Create_Report_HasThisLayoutToTheByte() => Assert.Equal(Expected.ReplaceLineEndings("\n"), SpeedMarkdown.Create(SampleReport.WithRival));

    [Fact]
    public void Create_LongDocumentThatFailed_SaysWhyInPlaceOfNumbers()
    {
        RivalReport rival = SampleReport.WithRival.Rival! with { LongDocument = LongDocumentReport.Failed(8192, "Not run: no room.") };
        Assert.EndsWith(
            "## Against ONNX Runtime, one document of 8192 tokens\n\nNot run: no room.\n",
            SpeedMarkdown.Create(SampleReport.Alone with { Rival = rival }),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "my-model-int8.md")]
    [InlineData(Precision.Int8, "my-model-int8.md")]
    [InlineData(Precision.Float32, "my-model-int8-against-float32.md")]
    public void Write_Report_LiesUnderModelAndPrecision(Precision? rival, string name)
    {
        SpeedReport report = rival is { } precision
            ? SampleReport.Alone with { Rival = SampleReport.WithRival.Rival! with { Precision = precision } }
            : SampleReport.Alone;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("winnow-speed-");
        try
        {
            string path = SpeedMarkdown.Write(report, Path.Combine(folder.FullName, "new"));
            Assert.Equal(name, Path.GetFileName(path));
            Assert.Equal(SpeedMarkdown.Create(report), File.ReadAllText(path));
            Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Write_FolderThatCannotBe_IsRefused()
    {
        string file = Path.GetTempFileName();
        try
        {
            var error = Assert.Throws<WinnowException>(() => SpeedMarkdown.Write(SampleReport.Alone, file));
            Assert.StartsWith(Path.Combine(file, "my-model-int8.md") + ": the file cannot be written: ", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
