using System.Globalization;
using Winnow.Evaluation.Beir;

namespace Winnow.Evaluation.Tests.Beir;

public sealed class ScoreJournalTests : IDisposable
{
    static readonly string[] Documents = ["d1", "ü \"x\"", "😀"];
    static readonly float[] Scores = [1.1f, -0.1f, float.Epsilon];

    readonly TempFolder _folder = new();

    string File => _folder["scores/a.jsonl"];

    [Fact]
    public void TryGet_AfterReopening_HasTheSameBits()
    {
        using (ScoreJournal journal = ScoreJournal.Open(File))
            journal.Append("q", Documents, Scores);
        using ScoreJournal again = ScoreJournal.Open(File);
        Assert.True(again.TryGet("q", Documents, out float[] scores));
        Assert.Equal(Scores, scores);
        Assert.True(again.TryGet("q", ["😀"], out scores));
        Assert.False(again.TryGet("q", ["d1", "d2"], out _));
        Assert.False(again.TryGet("p", ["d1"], out _));
    }

    [Fact]
    public void Open_EveryPlaceWhereAWriteMayStop_KeepsTheWholeLines()
    {
        using (ScoreJournal journal = ScoreJournal.Open(File))
        {
            journal.Append("q1", Documents, Scores);
            journal.Append("q2", Documents, Scores);
        }

        byte[] whole = System.IO.File.ReadAllBytes(File);
        int first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (int length = 0; length < whole.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            using (ScoreJournal journal = ScoreJournal.Open(File))
            {
                Assert.Equal(length >= first, journal.TryGet("q1", Documents, out _));
                Assert.False(journal.TryGet("q2", Documents, out _));
                if (length < first)
                    journal.Append("q1", Documents, Scores);
                journal.Append("q2", Documents, Scores);
            }

            Assert.Equal(whole, System.IO.File.ReadAllBytes(File));
        }
    }

    [Theory]
    [InlineData("nonsense", "column 2")]
    [InlineData("{\"query\": \"q\"}", "field \"scores\": is missing.")]
    [InlineData("{\"query\": \"q\", \"scores\": {\"d\": \"x\"}}", "field \"scores\": has no number for the document \"d\".")]
    [InlineData("{\"query\": \"q\", \"scores\": {\"d\": 1e99}}", "field \"scores\": has no number for the document \"d\".")]
    public void Open_DamagedLine_SaysWhereAndWhatToDo(string line, string message)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, line + "\n");
        string error = Assert.Throws<WinnowException>(() => ScoreJournal.Open(File)).Message;
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{File}, line 1, {message}"), error, StringComparison.Ordinal);
        Assert.EndsWith("The file is a cache: delete it, and its scores are computed again.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Twice_IsRefused()
    {
        using ScoreJournal journal = ScoreJournal.Open(File);
        Assert.Contains("no other run is using it", Assert.Throws<WinnowException>(() => ScoreJournal.Open(File)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
