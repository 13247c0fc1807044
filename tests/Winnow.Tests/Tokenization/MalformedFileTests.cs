using Winnow.Tokenization;

namespace Winnow.Tests.Tokenization;

/// <summary>What is wrong with a file is named, with its place.</summary>
public sealed class MalformedFileTests
{
    static readonly string Good = new TinyTokenizer { Model = TinyTokenizer.WordPiece("a", "##b") }.Write();

    public static TheoryData<string, string> Files => new()
    {
        { "", "tiny.json is not valid JSON" },
        { "{\n \"version\": x", "at line 2" },
        { "[]", "tiny.json is not an object" },
        { "{}", "there is no `model`" },
        { Good.Replace("\"1.0\"", "\"2.0\"", StringComparison.Ordinal), "`version` is \"2.0\"" },
        { Good.Replace("WordPiece", "WordLevel", StringComparison.Ordinal), "`model.type` is \"WordLevel\"" },
        { Good.Replace("\"[UNK]\":0", "\"x\":0", StringComparison.Ordinal), "`model.unk_token`" },
        { Good.Replace("\"a\":1", "\"a\":0", StringComparison.Ordinal), "`model.vocab`: the token \"a\" has the id 0, which another token has too" },
        { Good.Replace("\"a\":1", "\"a\":-1", StringComparison.Ordinal), "`model.vocab`: the token \"a\" has no id" },
        { Good.Replace("\"a\":1", "\"a\":99999999999", StringComparison.Ordinal), "`model.vocab`: the token \"a\" has no id" },
        { Good.Replace("\"a\":1", "\"a\":1,\"a\":7", StringComparison.Ordinal), "is there twice" },
        { Good.Replace("\"a\":1", "\"\\ud800\":1", StringComparison.Ordinal), "not valid Unicode" },
        { With(normalizer: """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"ByteLevel"}]}"""), "`normalizer.normalizers[1].type` is \"ByteLevel\"" },
        { With(pre: """{"type":"Sequence","pretokenizers":[{"type":"Whitespace"},{"type":"UnicodeScripts"}]}"""), "`pre_tokenizer.pretokenizers[1].type` is \"UnicodeScripts\"" },
        { With(pre: """{"type":"Split","pattern":{"Regex":"(a"},"behavior":"Isolated","invert":false}"""), "`pre_tokenizer.pattern.Regex`" },
        { With(pre: """{"type":"Split","pattern":{"Regex":"\\p{Han}"},"behavior":"Isolated","invert":false}"""), "names the property \"Han\"" },
        { With(pre: """{"type":"Split","pattern":{"Regex":"(a)\\1"},"behavior":"Isolated","invert":false}"""), "the escape \\1" },
        { With(pre: """{"type":"Split","pattern":{"String":""},"behavior":"Isolated","invert":false}"""), "`pre_tokenizer.pattern.String` is empty" },
        { With(pre: """{"type":"Split","pattern":{"String":"a"},"behavior":"isolated","invert":false}"""), "`pre_tokenizer.behavior`" },
        { With(pre: """{"type":"Metaspace","replacement":"ab"}"""), "`pre_tokenizer.replacement`" },
        { With(pre: """{"type":"Metaspace","replacement":"_","prepend_scheme":"first","add_prefix_space":false}"""), "contradicts `prepend_scheme`" },
        { With(normalizer: """{"type":"Precompiled","precompiled_charsmap":"!!"}"""), "`normalizer.precompiled_charsmap` is not Base64" },
        { With(normalizer: """{"type":"Precompiled","precompiled_charsmap":"BAAAAP////8="}"""), "is not a sound character map" },
        { With(post: """{"type":"BertProcessing","sep":["[SEP]",9],"cls":["a",1]}"""), "`post_processor.sep[1]` is 9" },
        { With(post: """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}}],"pair":[],"special_tokens":{}}"""), "`post_processor.single[0].SpecialToken.id` is \"[CLS]\"" },
        { With(post: """{"type":"TemplateProcessing","single":[],"pair":[],"special_tokens":{}}"""), "`post_processor.single` must hold the sequence A once" },
        { With(added: TinyTokenizer.Added(1, "new")), "`added_tokens[0].id` is 1, which another token" },
        { With(added: TinyTokenizer.Added(2, "a")), "`added_tokens[0].id` is 2, but `model.vocab` gives \"a\" the id 1" },
        { With(added: TinyTokenizer.Added(5, "")), "`added_tokens[0].content` is empty" },
        { new TinyTokenizer { Model = TinyTokenizer.Bpe("\"dropout\":0.1") }.Write(), "`model.dropout` is not null" },
        { new TinyTokenizer { Model = TinyTokenizer.Bpe("\"unk_token\":\"no\"") }.Write(), "`model.unk_token` is \"no\"" },
        { new TinyTokenizer { Model = TinyTokenizer.Bpe(merges: "[\"a\",\"q!\"]") }.Write(), "`model.merges[0]` names \"q!\"" },
        { new TinyTokenizer { Model = TinyTokenizer.Bpe(merges: "\"a b c\"") }.Write(), "`model.merges[0]` is neither" },
        { new TinyTokenizer { Model = TinyTokenizer.Unigram("\"unk_id\":null", ("a", 0)) }.Write(), "`model.unk_id` is missing" },
        { new TinyTokenizer { Model = TinyTokenizer.Unigram("\"unk_id\":1", ("a", 0)) }.Write(), "`model.unk_id` is 1" },
        { new TinyTokenizer { Normalizer = new string('[', 200) }.Write(), "not valid JSON" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Parse_BrokenFile_NamesTheProblem(string file, string message)
    {
        var problem = Assert.Throws<WinnowException>(() => TinyTokenizer.Parse(file));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.StartsWith("tiny.json", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoSuchFile_NamesIt()
    {
        string path = Path.Combine(Path.GetTempPath(), "winnow-no-such-tokenizer.json");
        Assert.Contains(path, Assert.Throws<WinnowException>(() => Tokenizer.Load(path)).Message, StringComparison.Ordinal);
    }

    static string With(string? normalizer = null, string? pre = null, string? post = null, string added = "") => new TinyTokenizer
    {
        Model = TinyTokenizer.WordPiece("a", "##b"),
        Normalizer = normalizer,
        PreTokenizer = pre,
        PostProcessor = post,
        AddedTokens = added,
    }.Write();
}
