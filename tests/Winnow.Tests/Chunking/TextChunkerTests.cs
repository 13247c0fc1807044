using System.Diagnostics;
using System.Text;
using CsCheck;
using Winnow.Chunking;
using Winnow.Tests.Tokenization;
using Winnow.Tokenization;

namespace Winnow.Tests.Chunking;

public class TextChunkerTests
{
    // WordPiece, Unigram and byte-level BPE: white space is nothing, a mark before a word, and tokens of its own.
    static readonly Tokenizer[] Tokenizers = [.. ((string[])["bert", "xlm-roberta", "ettin"]).Select(Load)];

    static readonly string[] Parts =
    [
        "word", "another", "end.", "Really?\"", " ", " ", " ", "\n", "\n\n", "\t", "\r\n\r\n", "\u4E2D\u6587\u3002", "\u6587", "\uD83D\uDE00", "\uD800", "e\u0301",
        "0123456789abcdef", "\u0000", "\u00A0",
    ];

    static readonly Gen<string> Texts = Gen.Int[0, Parts.Length - 1].Array[0, 120].Select(indices => string.Concat(indices.Select(i => Parts[i])));

    [Fact]
    public void Split_AnyText_KeepsEveryPromise() =>
        Gen.Select(Texts, Gen.Int[24, 80], Gen.Int[0, 12], Gen.Int[0, 2]).Sample(
            (text, limit, overlap, which) =>
            {
                var chunker = new TextChunker(Tokenizers[which], new ChunkOptions { MaxTokens = limit, Overlap = overlap });
                IReadOnlyList<TextChunk> chunks = chunker.Split(text, TestContext.Current.CancellationToken);
                Assert.Equal(chunks, chunker.Split(text, TestContext.Current.CancellationToken));
                int start = -1, end = 0;
                foreach (TextChunk chunk in chunks)
                {
                    Assert.True(chunk.Start > start && chunk.Start + chunk.Length > end, "Chunks come in order.");
                    if (chunk.Start > end)
                        Assert.True(string.IsNullOrWhiteSpace(text[end..chunk.Start]), "Only white space may be left out.");
                    else if (chunk.Start < end)
                        Assert.InRange(Tokenizers[which].Tokenize(text[chunk.Start..end]).Length, 0, overlap);
                    (start, end) = (chunk.Start, chunk.Start + chunk.Length);
                    Assert.Equal(text[start..end], chunk.Text);
                    Assert.Equal(Tokenizers[which].Tokenize(chunk.Text).Length, chunk.Tokens);
                    Assert.InRange(chunk.Tokens, 0, limit);
                    Assert.False(CutsPair(text, start) || CutsPair(text, end), "No surrogate pair is cut.");
                    Assert.Equal(chunk.Text.Trim(), chunk.Text);
                }

                Assert.True(string.IsNullOrWhiteSpace(text[end..]), "Nothing is left at the end.");
            },
            iter: 300,
            threads: 1);

    [Theory]
    [InlineData("one two three four.\n\nfive six. seven eight nine ten eleven", "one two three four.|five six. seven eight nine ten|eleven")]
    [InlineData("one two three four. five six seven", "one two three four.|five six seven")]
    [InlineData("one two three four five six seven", "one two three four five six|seven")]
    [InlineData("one.\n\ntwo three four five six seven", "one.\n\ntwo three four five six|seven")]
    [InlineData("one (two three.) four five six seven", "one (two three.)|four five six seven")]
    [InlineData("  one\ttwo \r\n", "one\ttwo")]
    [InlineData(" \n\t ", "")]
    [InlineData("", "")]
    public void Split_Borders_PrefersParagraphThenSentenceThenWord(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Words(6).Split(text, TestContext.Current.CancellationToken).Select(chunk => chunk.Text)));

    [Fact]
    public void Split_Overlap_RepeatsWholeWords() =>
        Assert.Equal(
            ["one two three four", "four five six seven", "seven eight"],
            Words(4, overlap: 1).Split("one two three four five six seven eight", TestContext.Current.CancellationToken).Select(chunk => chunk.Text));

    [Fact]
    public void Split_WordLongerThanAChunk_IsCutAndNothingElseIs()
    {
        Tokenizer characters = TokenPerCharacter();
        var chunker = new TextChunker(characters, new ChunkOptions { MaxTokens = 4 });
        Assert.Equal(["ab", "abcd", "efgh", "ij", "abc"], chunker.Split("ab abcdefghij abc", TestContext.Current.CancellationToken).Select(chunk => chunk.Text));
    }

    [Fact]
    public void Split_CharacterLongerThanAChunk_IsRefused()
    {
        var chunker = new TextChunker(Tokenizers[2], new ChunkOptions { MaxTokens = 1 });
        Assert.Contains("Allow longer chunks.", Assert.Throws<WinnowException>(() => chunker.Split("a \uD83E\uDEE8", TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lorem ipsum dolor sit amet, consectetur adipiscing elit. ")]
    [InlineData("loremipsumdolorsitametconsecteturadipiscingelit")]
    [InlineData("\u4E2D\u6587\u6587\u4E2D")]
    public void Split_LongText_TakesTimeInProportion(string unit)
    {
        // Square time would be minutes; the machine may be busy, so the bound is wide.
        string text = new StringBuilder().Insert(0, unit, 1_000_000 / unit.Length).ToString();
        long begun = Stopwatch.GetTimestamp();
        IReadOnlyList<TextChunk> chunks = new TextChunker(Tokenizers[1]).Split(text, TestContext.Current.CancellationToken);
        Assert.InRange(Stopwatch.GetElapsedTime(begun).TotalSeconds, 0, 60);
        Assert.Equal(text.Length, chunks[^1].Start + chunks[^1].Length + (unit.EndsWith(' ') ? 1 : 0));
    }

    [Fact]
    public void Split_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(() => Words(4).Split("one two", new CancellationToken(canceled: true)));

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkOptions { MaxTokens = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkOptions { Overlap = -1 });
        Assert.Equal(
            "An overlap of 3 tokens is more than half of the longest chunk, 4 tokens. Make it at most 2.",
            Assert.Throws<WinnowException>(() => Words(4, overlap: 3)).Message);
    }

    static bool CutsPair(string text, int at) => at > 0 && at < text.Length && char.IsHighSurrogate(text[at - 1]) && char.IsLowSurrogate(text[at]);

    // A token for each word, whatever it is.
    static TextChunker Words(int maxTokens, int overlap = 0) => new(
        new TinyTokenizer { Model = TinyTokenizer.WordPiece("a"), PreTokenizer = """{"type":"WhitespaceSplit"}""" }.Load(),
        new ChunkOptions { MaxTokens = maxTokens, Overlap = overlap });

    static Tokenizer TokenPerCharacter() => new TinyTokenizer { PreTokenizer = """{"type":"WhitespaceSplit"}""" }.Load();

    static Tokenizer Load(string model) => Tokenizer.Load(Path.Combine(Fixtures.Golden(model), "tokenizer.json"));
}
