using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands.Training;

[Collection(UsesTorch.Name)]
public sealed class DistillCommandTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly Tool _tool = new();
    readonly string _pairs, _labels, _output;

    public DistillCommandTests()
    {
        _pairs = TrainingPairs.Write(_folder);
        _labels = Path.Combine(_folder.Path, "labelled.bin");
        _output = Path.Combine(_folder.Path, "student");
        string mined = Path.Combine(_folder.Path, "mined.bin");
        _tool.Run("mine", _pairs, "--out", mined).Done();
        _tool.Run("label", mined, "--pairs", _pairs, "--teacher", TrainingPairs.Embedder, "--out", _labels).Done();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Distill_FewSteps_WritesAFolderThatRanksAndAnInt8OneOfIt()
    {
        CliResult result = _tool.Run(
            "distill", TrainingPairs.Embedder, "--out", _output, "--layers", "2", "--state-steps", "2", "--steps", "2", "--pairs", _pairs, "--labels", _labels, "--queries", "2", "--candidates", "2", "--max-tokens", "32",
            "--lexical", "2", "--lexical-saturation", "0.5", "--late-interaction", "9").Done();

        Assert.Equal($"folder  {_output}", result.Lines[0]);
        Assert.StartsWith("lexical match  weight ", result.Lines[1], StringComparison.Ordinal);
        Assert.EndsWith(" k1 0.5, b 0.4, L 14.0, term weights of 3 documents", result.Lines[1], StringComparison.Ordinal);
        Assert.Matches("^late interaction  weight [0-9.]+, center of [0-9]+ tokens$", result.Lines[2]);
        Assert.True(File.Exists(Path.Combine(_output + ".training", "ranking", "log.jsonl")));
        Assert.Contains("| layers kept | 2 |", File.ReadAllText(Path.Combine(_output, "README.md")), StringComparison.Ordinal);
        string small = Path.Combine(_folder.Path, "small");
        _tool.Run("quantize", _output, small).Done();
        Assert.Equal(3, _tool.Run("rerank", "herons", "trees", "fish", "--model", small, "--format", "jsonl", "where do herons nest").Lines.Length);
    }

    [Fact]
    public void Distill_WrongUsage_SaysWhatToDo()
    {
        CliResult Distill(params string[] more) => _tool.Run(["distill", TrainingPairs.Embedder, "--out", _output, "--pairs", _pairs, .. more]);

        Distill("--steps", "5").Refused("Steps on lists need labels. Name the file that winnow label wrote with --labels, or train on states alone with --steps 0.");
        Distill("--layers", "9").Refused("9 layers cannot be kept of 3. Name a number from 1 to 3.");
        Distill("--layers", "2", "--keep", "0,1").Refused("--keep and --layers both choose layers. Use one of them.");
        Distill("--rate", "fast").Refused("--rate must be a number, not 'fast'. See 'winnow distill --help'.");
        Distill("--device", "gpu").Refused("There is no device \"gpu\". Use cpu, cuda or cuda:N.");
        Distill("--lexical", "much").Refused("--lexical must be a number, not 'much'. See 'winnow distill --help'.");
        Distill("--lexical", "0").Refused("The weight of --lexical must be above 0, not 0. Leave the option out for no lexical match.");
        Distill("--lexical", "-2").Refused("The weight of --lexical must be above 0, not -2. Leave the option out for no lexical match.");
        Distill("--lexical", "2", "--lexical-length-weight", "2").Refused("--lexical-length-weight must be from 0 to 1, not 2.");
        Distill("--lexical-saturation", "1").Refused("--lexical-saturation and --lexical-length-weight shape the lexical match. Give its weight, too, with --lexical.");
        foreach (string head in (string[])["firsttoken", "none"])
            Distill("--lexical", "2", "--head", head).Refused("The lexical match is a part of the interaction head. Leave --head out or name interaction, or leave --lexical out.");
        Distill("--late-interaction", "0").Refused("The weight of --late-interaction must be above 0, not 0. Leave the option out for no late interaction.");
        foreach (string head in (string[])["firsttoken", "none"])
            Distill("--late-interaction", "9", "--head", head).Refused("Late interaction is a part of the interaction head. Leave --head out or name interaction, or leave --late-interaction out.");
        Assert.Contains("--pairs", _tool.Run("distill", TrainingPairs.Embedder, "--out", _output, "--lexical", "2").Error, StringComparison.Ordinal);
        Assert.StartsWith($"winnow: {_pairs}: ", Distill("--labels", _pairs, "--steps", "1").Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_output));
    }

    [Fact]
    public void Distill_FolderThatIsThere_IsLeftAlone()
    {
        Directory.CreateDirectory(_output);
        File.WriteAllText(Path.Combine(_output, "mine.txt"), "mine");

        _tool.Run("distill", TrainingPairs.Embedder, "--out", _output, "--pairs", _pairs, "--state-steps", "1")
            .Refused($"{_output}: the folder is not empty, and nothing in it is replaced. Name a folder that does not exist yet, or empty it.");

        Assert.Single(Directory.GetFiles(_output));
    }
}
