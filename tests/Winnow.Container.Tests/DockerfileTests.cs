using System.Text.RegularExpressions;
using Winnow.Container.Tests.Fakes;

namespace Winnow.Container.Tests;

/// <summary>What of <c>container/Dockerfile</c> can be checked without building it.</summary>
public sealed partial class DockerfileTests
{
    // With continued lines joined, without comments.
    static readonly string[] _instructions = [.. File.ReadAllText(Repository.File("container/Dockerfile"))
        .Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    [Fact]
    public void Copy_Sources_Exist()
    {
        string[] sources = [.. CopiedSources()];

        Assert.Contains("src/Winnow.Container/", sources);
        Assert.All(sources, source => Assert.True(Path.Exists(Repository.File(source)), $"{source} is not in the repository."));
    }

    [Fact]
    public void Copy_Sources_AreNotIgnored()
    {
        string[] kept = [.. File.ReadAllLines(Repository.File(".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..])];

        Assert.Equal(CopiedSources().Select(source => source.TrimEnd('/')).Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Copy_Projects_AreAllThatThePublishedOneNeeds()
    {
        var needed = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(["src/Winnow.Container/Winnow.Container.csproj"]);
        while (open.TryDequeue(out string? project))
        {
            if (!needed.Add(Path.GetDirectoryName(project)!.Replace('\\', '/') + "/"))
                continue;
            foreach (Match reference in ProjectReference().Matches(File.ReadAllText(Repository.File(project))))
                open.Enqueue(Path.GetRelativePath(Repository.Root, Path.Combine(Path.GetDirectoryName(Repository.File(project))!, reference.Groups[1].Value)));
        }

        Assert.Equal(needed, CopiedSources().Where(source => source.StartsWith("src/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Publish_Profile_ExistsAndPutsFilesWhereTheyAreCopiedFrom()
    {
        string publish = Assert.Single(_instructions, instruction => instruction.StartsWith("RUN ", StringComparison.Ordinal));

        Assert.Equal("RUN dotnet publish src/Winnow.Container -p:PublishProfile=Container -a $TARGETARCH", publish);
        string profile = File.ReadAllText(Repository.File("src/Winnow.Container/Properties/PublishProfiles/Container.pubxml"));
        Assert.Contains("<PublishDir>$(ArtifactsPath)/publish/winnow-server/</PublishDir>", profile, StringComparison.Ordinal);
        Assert.Contains("COPY --from=build /source/artifacts/publish/winnow-server/ /app/", _instructions);
    }

    // The runtime's plain chiselled images have no ICU, and with it no normalisation of text.
    [Fact]
    public void From_RuntimeImage_HasIcuAndTheRightVersion()
    {
        string[] images = [.. _instructions.Where(instruction => instruction.StartsWith("FROM ", StringComparison.Ordinal))];

        Assert.Equal(["FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build", "FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra"], images);
        Assert.Equal("10.0", $"{Environment.Version.Major}.{Environment.Version.Minor}");
    }

    [Fact]
    public void Entrypoint_IsTheProgramItself()
    {
        Assert.Contains("""ENTRYPOINT ["/app/winnow-server"]""", _instructions);
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "winnow-server.exe" : "winnow-server")));
        Assert.Contains("EXPOSE 8080", _instructions);
        Assert.Contains("USER 1654", _instructions);
    }

    [Theory]
    [InlineData("com.amazonaws.sagemaker.capabilities.accept-bind-to-port=\"true\"")]
    [InlineData("com.amazonaws.sagemaker.capabilities.multi-models=\"true\"")]
    public void Label_SageMakersCapabilities_AreNamed(string label) =>
        Assert.Contains(label, Assert.Single(_instructions, instruction => instruction.StartsWith("LABEL ", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Instructions_NoneFetchesFiles() =>
        Assert.All(_instructions, instruction => Assert.DoesNotMatch("(?i)\\b(curl|wget|apt-get|apk|ADD)\\b|https?://", instruction));

    static IEnumerable<string> CopiedSources() => _instructions
        .Where(instruction => instruction.StartsWith("COPY ", StringComparison.Ordinal) && !instruction.Contains("--from", StringComparison.Ordinal))
        .SelectMany(instruction => instruction.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1]);

    [GeneratedRegex("ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex ProjectReference();
}
