using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using Winnow.Container.Tests.Fakes;

namespace Winnow.Container.Tests;

/// <summary><c>eng/model-archive</c>.</summary>
public sealed class ModelArchiveTests : IDisposable
{
    readonly OptMl _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Archive_Model_IsServedWhenUnpacked()
    {
        string archive = Path.Combine(_files.Folder, "model.tar.gz");
        (int code, string messages) = await RunAsync(OptMl.Fixture, archive);

        Assert.True(code == 0, messages);
        Assert.Equal($"{archive}: {new FileInfo(archive).Length} bytes", messages.TrimEnd());
        string model = Directory.CreateDirectory(Path.Combine(_files.Folder, "model")).FullName;
        await using (var unzipped = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress))
            await TarFile.ExtractToDirectoryAsync(unzipped, model, overwriteFiles: false, TestContext.Current.CancellationToken);
        Assert.Equal(["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"], Directory.EnumerateFiles(model).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await using ContainerProcess server = await ContainerProcess.ServeAsync(["serve"], ("SAGEMAKER_BASE_DIR", _files.Folder));
        using HttpResponseMessage ping = await server.Client.GetAsync(new Uri("/ping", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(ping.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Archive_SameModelLater_HasTheSameBytes()
    {
        string[] archives = [Path.Combine(_files.Folder, "a.tar.gz"), Path.Combine(_files.Folder, "b.tar.gz")];
        string copy = _files.AddModel("copy");
        File.SetLastWriteTimeUtc(Path.Combine(copy, "config.json"), new DateTime(2021, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        _files.AddFile("copy/pytorch_model.bin");
        await RunAsync(OptMl.Fixture, archives[0]);
        await RunAsync(copy + "/", archives[1]);

        Assert.Equal(await File.ReadAllBytesAsync(archives[0], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(archives[1], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("none", "there is no such folder")]
    [InlineData("empty", "this folder has no config.json; give the folder of a model in Hugging Face layout")]
    [InlineData("bare", "this folder has no tokenizer.json, without which the model cannot be read")]
    [InlineData("light", "this folder has no *.safetensors; convert the model's weights first")]
    public async Task Archive_NoModel_SaysWhatIsMissing(string folder, string message)
    {
        _files.AddFile("empty/README.md");
        _files.AddFile("bare/config.json");
        _files.AddFile("light/config.json");
        _files.AddFile("light/tokenizer.json");
        string path = Path.Combine(_files.Folder, folder);

        (int code, string messages) = await RunAsync(path, Path.Combine(_files.Folder, "out.tar.gz"));

        Assert.Equal((2, $"model-archive: {path}: {message}"), (code, messages.TrimEnd()));
        Assert.Empty(Directory.EnumerateFiles(_files.Folder));
    }

    static async Task<(int Code, string Messages)> RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", [Repository.File("eng/model-archive"), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }
}
