using System.Text;
using Winnow.Training.Data;
using Winnow.Training.Tests.Fakes;
using static Winnow.Training.Tests.Fakes.SmallCollection;

namespace Winnow.Training.Tests.Data;

public sealed class CandidateListsTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly TrainingTexts _texts;

    public CandidateListsTests() => _texts = TrainingTexts.Read([_folder.File("p.jsonl", Line("a", "one", "s") + Line("b", "two", "s") + Line("c", "three", "s"))]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_WrittenLists_AreTheSame()
    {
        string path = Write();

        CandidateLists lists = CandidateLists.Read(path, _texts);

        Assert.Equal((3, 5), (lists.Count, lists.Candidates));
        Assert.Equal([0, 2, 1], lists.Documents(0).ToArray());
        Assert.Equal([1, 2, 6], lists.Origins(0).ToArray());
        Assert.Empty(lists.Documents(1).ToArray());
        Assert.Equal([2, 0], lists.Documents(2).ToArray());
        Assert.Equal("10", lists.Made["hard"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => lists.Documents(3).Length);
    }

    [Fact]
    public void Read_EveryCut_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(Write());
        for (int length = 0; length < whole.Length; length++)
        {
            string cut = _folder.At("cut");
            File.WriteAllBytes(cut, whole[..length]);
            string message = Assert.Throws<WinnowException>(() => CandidateLists.Read(cut, _texts)).Message;
            Assert.StartsWith(length == 0 ? $"{cut}: this is no file of candidates" : $"{cut}: the file is cut: ", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_LongerFile_IsRefused()
    {
        string path = Write();
        File.AppendAllText(path, "x");

        Assert.Contains("the file is damaged: its header speaks of", Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherKindsOfFiles_SayWhatTheyAre()
    {
        Assert.Contains("does not start with WNNWLIST", Refused(_folder.File("foreign", "{\"query\": \"a\"}, and so on")), StringComparison.Ordinal);
        Assert.Contains("the candidates cannot be read", Refused(_folder.At("missing")), StringComparison.Ordinal);
        string labelled = _folder.At("labelled");
        new LabelledLists(Columns(scores: [1, 2, 3, 4, 5])).Write(labelled);
        Assert.Contains("holds candidates with labels", Refused(labelled), StringComparison.Ordinal);
        Assert.Contains("holds candidates without labels. Label them first", Assert.Throws<WinnowException>(() => LabelledLists.Read(Write(), _texts)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherTexts_AreRefused()
    {
        TrainingTexts other = TrainingTexts.Read([_folder.File("o.jsonl", Line("a", "one", "s"))]);

        Assert.Contains(
            "was made of other pairs: it has 3 queries", Assert.Throws<WinnowException>(() => CandidateLists.Read(Write(), other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherVersion_IsRefused()
    {
        string path = Write();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[8] = 9;
        File.WriteAllBytes(path, bytes);

        Assert.Contains("the file is of version 9, and this Winnow reads version 1", Refused(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 7, "the candidates of query 0 would be 7 to 3, of 5")]
    [InlineData(2, 9, "the candidates of query 1 would be 3 to 9, of 5")]
    [InlineData(3, 4, "the candidates of query 2 would be 3 to 4, of 5")]
    [InlineData(5, 3, "query 0 has the document 3, and there are 3")]
    [InlineData(8, -1, "query 2 has the document -1, and there are 3")]
    public void Read_NumberOutOfRange_SaysWhich(int position, int value, string message)
    {
        string path = Write();
        byte[] bytes = File.ReadAllBytes(path);
        int columns = bytes.Length - (4 * 4) - (5 * 5);
        BitConverter.GetBytes(value).CopyTo(bytes, columns + (4 * position));
        File.WriteAllBytes(path, bytes);

        Assert.Equal($"{path}: the file is damaged: {message}. Make the file anew.", Refused(path));
    }

    [Fact]
    public void Read_BrokenHeader_IsRefused()
    {
        string path = Write();
        byte[] bytes = File.ReadAllBytes(path);
        Encoding.UTF8.GetBytes("[").CopyTo(bytes, 16);
        File.WriteAllBytes(path, bytes);

        Assert.Contains("its header cannot be read", Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void LabelledRead_WrittenLists_AreTheSame()
    {
        string path = _folder.At("labelled");
        new LabelledLists(Columns(scores: [3, -1, 0.5f, 2, 1])).Write(path);

        LabelledLists lists = LabelledLists.Read(path, _texts);

        Assert.Equal([3, -1, 0.5f], lists.Scores(0).ToArray());
        Assert.Equal([2, 1], lists.Scores(2).ToArray());
        Assert.Equal([1, 0, 0], lists.Relevance(0).ToArray());
        Assert.Equal([2, 0], lists.Documents(2).ToArray());
        Assert.Equal([1, 2], lists.Origins(2).ToArray());
    }

    [Fact]
    public void LabelledRead_NotANumber_IsRefused()
    {
        string path = _folder.At("labelled");
        new LabelledLists(Columns(scores: [3, -1, 0.5f, float.NaN, 1])).Write(path);

        Assert.Contains("query 2 has a score that is no number", Assert.Throws<WinnowException>(() => LabelledLists.Read(path, _texts)).Message, StringComparison.Ordinal);
    }

    string Refused(string path) => Assert.Throws<WinnowException>(() => CandidateLists.Read(path, _texts)).Message;

    string Write()
    {
        string path = _folder.At("lists");
        new CandidateLists(Columns(null)).Write(path);
        return path;
    }

    CandidateColumns Columns(float[]? scores) => new()
    {
        Offsets = [0, 3, 3, 5],
        Documents = [0, 2, 1, 2, 0],
        Origins = [1, 2, 6, 1, 2],
        Scores = scores,
        Relevance = scores is null ? null : [1, 0, 0, 1, 0],
        Texts = _texts.Fingerprint,
        Made = new(StringComparer.Ordinal) { ["hard"] = "10" },
    };
}
