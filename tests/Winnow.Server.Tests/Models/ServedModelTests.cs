using System.Diagnostics;
using Winnow.Server.Models;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Models;

public sealed class ServedModelTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("winnow-served-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Int8)]
    public void Load_FolderIsOverwrittenAndRemoved_ScoresStayTheSame(Precision precision)
    {
        foreach (string file in Directory.EnumerateFiles(TestServer.ModelFolder))
            File.WriteAllBytes(Path.Combine(_folder, Path.GetFileName(file)), File.ReadAllBytes(file));
        using var model = ServedModel.Load(_folder, new EngineOptions { Precision = precision, Threads = 1 });
        using var other = ServedModel.Load(TestServer.ModelFolder, new EngineOptions { Precision = precision, Threads = 1 });

        // As a careless copy does it: .NET's own lock keeps only .NET from it. Mapped pages beyond the new end would end the process.
        if (!OperatingSystem.IsWindows())
        {
            using var shorten = Process.Start("sh", ["-c", $": > '{_folder}/model.safetensors'"]);
            shorten.WaitForExit();
            Assert.Equal((0, 0L), (shorten.ExitCode, new FileInfo(Path.Combine(_folder, "model.safetensors")).Length));
        }

        foreach (int length in (int[])[3, 40, 120])
            Assert.Equal(other.Score(Jobs.Pairs(length), TestContext.Current.CancellationToken), model.Score(Jobs.Pairs(length), TestContext.Current.CancellationToken));
    }
}
