using Winnow.Training.Data;
using Winnow.Training.Tests.Fakes;
using static Winnow.Training.Tests.Fakes.SmallCollection;

namespace Winnow.Training.Tests.Data;

public sealed class TrainingTextsTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Folder_TakesFilesInOrderOfNamesAndDocumentsOnce()
    {
        _folder.File("b.jsonl", Line("q3", "two", "b") + "\n" + Line("q1", "three", "b"));
        _folder.File("B.jsonl", Line("q1", "one", "B") + Line("q2", "two", "B") + Line("q1", "one", "again"));
        _folder.File("notes.txt", "no pairs");

        TrainingTexts texts = TrainingTexts.Read([_folder.Path]);

        Assert.Equal(["q1", "q2", "q3", "q1"], texts.Queries);
        Assert.Equal(["one", "two", "three"], texts.Documents);
        Assert.Equal([0, 1, 1, 2], texts.Positive);
        Assert.Equal(["B", "B", "b", "b"], texts.Sources);
    }

    [Fact]
    public void Positives_SameQueryTwice_AreThoseOfBothWithTheOwnFirst()
    {
        TrainingTexts texts = TrainingTexts.Read([_folder.File("p.jsonl", Line("q", "one", "s") + Line("r", "two", "s") + Line("q", "three", "s"))]);

        Assert.Equal([0, 2], texts.Positives(0).ToArray());
        Assert.Equal([1], texts.Positives(1).ToArray());
        Assert.Equal([2, 0], texts.Positives(2).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => texts.Positives(3).Length);
    }

    [Fact]
    public void Read_Titles_ArePutBeforeWhereAskedForAndNotThereYet()
    {
        string file = _folder.File("p.jsonl", Line("a", "They swim.", "s", "Otters") + Line("b", "Herons wade.", "s", "herons") + Line("c", "No title.", "s"));

        Assert.Equal(["They swim.", "Herons wade.", "No title."], TrainingTexts.Read([file]).Documents);
        Assert.Equal(["Otters They swim.", "Herons wade.", "No title."], TrainingTexts.Read([file], titleInDocument: true).Documents);
    }

    [Fact]
    public void Fingerprint_OtherContent_Differs()
    {
        string Of(string lines) => TrainingTexts.Read([_folder.File("p.jsonl", lines)]).Fingerprint;
        string first = Of(Line("a", "b", "s"));

        Assert.Equal(first, Of("\n" + Line("a", "b", "s") + Line("a", "b", "other")));
        Assert.Equal(64, first.Length);
        Assert.Distinct([first, Of(Line("a", "c", "s")), Of(Line("c", "b", "s")), Of(Line("a", "b", "t"))]);
    }

    [Theory]
    [InlineData("{\"query\": \"q\", \"source\": \"s\"}", "line 2, field \"positive\": is missing.")]
    [InlineData("{\"query\": 3, \"positive\": \"p\", \"source\": \"s\"}", "line 2, field \"query\": is a number, not text in quotation marks.")]
    [InlineData("{\"query\": \"q\", \"positive\": \" \", \"source\": \"s\"}", "line 2, field \"positive\": is empty: nothing can be learned from it. Remove the line.")]
    [InlineData("[1]", "line 2: the line holds an array, not a JSON object such as {\"text\": \"...\"}.")]
    public void Read_MalformedLine_SaysFileLineAndField(string line, string message)
    {
        string file = _folder.File("p.jsonl", Line("q", "p", "s") + line);

        Assert.Equal($"{file}, {message}", Assert.Throws<WinnowException>(() => TrainingTexts.Read([file])).Message);
    }

    [Fact]
    public void Read_NothingThere_SaysWhatToDo()
    {
        string empty = _folder.File("empty.jsonl", "\n");

        Assert.StartsWith($"{empty}: there is no pair in it.", Assert.Throws<WinnowException>(() => TrainingTexts.Read([empty])).Message, StringComparison.Ordinal);
        Assert.StartsWith("nowhere: there is no such file or folder.", Assert.Throws<WinnowException>(() => TrainingTexts.Read(["nowhere"])).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.At("bare"));
        Assert.Contains("has no file that ends in .jsonl", Assert.Throws<WinnowException>(() => TrainingTexts.Read([_folder.At("bare")])).Message, StringComparison.Ordinal);
    }
}
