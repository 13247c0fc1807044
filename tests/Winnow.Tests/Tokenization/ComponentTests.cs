namespace Winnow.Tests.Tokenization;

/// <summary>
/// Steps that the golden folders do not use, in small tokenizer.json files, against Hugging Face's own library. The published ids of jina-reranker,
/// bge-reranker and mxbai-rerank need vocabularies that are not at hand; what they show is shown here with small ones.
/// </summary>
public sealed class ComponentTests
{
    static readonly string[] Lines =
    [
        "", " ", "   ", "a", " a", "a ", "  hello  world  ", "hello, world!! (x)", "the-final--countdown", "--a--", "- -", "a1b22c333 \u00BD\u2167 4", "\t\n a\r\nb",
        "don't we'll I'M '' 's", "\u4E2D\u6587\uFF01\u2026 mixed", "H\u00E9llo \u0130x e\u0301", "\u2581a \u2581\u2581b", "x <m> y<m>z <m>", "<m><m> <m>", "xTOKy TOK tok",
        "a_b __ _", "\U0001F600 \U0001D400\U00020000", "12 345 6", "abab ababa aaaa", "ab\u0001\u200Bcd\uFEFF", "\uFB01 \u33CF \u2460 \uFF21\uFF22", " [CLS] a [SEP]",
        "aXbXXcX", "XX", "a  b   c    d", "...a.b..", "  <m>  a  <m>", "\u0E01\u0E33 \u0915\u093F", "a\u00A0b\u3000c\u2028d", "(.)[,]",
    ];

    public static TheoryData<string, string> PreTokenizers => new()
    {
        { "WhitespaceSplit", """{"type":"WhitespaceSplit"}""" },
        { "Whitespace", """{"type":"Whitespace"}""" },
        { "Bert", """{"type":"BertPreTokenizer"}""" },
        { "CharDelimiterSplit", """{"type":"CharDelimiterSplit","delimiter":"-"}""" },
        { "Digits", """{"type":"Digits","individual_digits":true}""" },
        { "Digits runs", """{"type":"Digits","individual_digits":false}""" },
        { "Punctuation", """{"type":"Punctuation"}""" },
        { "Punctuation Removed", """{"type":"Punctuation","behavior":"Removed"}""" },
        { "Punctuation MergedWithPrevious", """{"type":"Punctuation","behavior":"MergedWithPrevious"}""" },
        { "Punctuation MergedWithNext", """{"type":"Punctuation","behavior":"MergedWithNext"}""" },
        { "Punctuation Contiguous", """{"type":"Punctuation","behavior":"Contiguous"}""" },
        { "Split Removed", Split("""{"String":"X"}""", "Removed") },
        { "Split Isolated", Split("""{"String":"X"}""", "Isolated") },
        { "Split MergedWithPrevious", Split("""{"String":"-"}""", "MergedWithPrevious") },
        { "Split MergedWithNext", Split("""{"String":"-"}""", "MergedWithNext") },
        { "Split Contiguous", Split("""{"String":"-"}""", "Contiguous") },
        { "Split inverted", Split("""{"String":"-"}""", "Removed", "true") },
        { "Split inverted next", Split("""{"Regex":"\\s+"}""", "MergedWithNext", "true") },
        { "Split space", Split("""{"String":" "}""", "MergedWithPrevious") },
        { "Regex spaces", Split("""{"Regex":"\\s+"}""", "Isolated") },
        { "Regex words", Split("""{"Regex":"\\w+|[^\\w\\s]+"}""", "Removed", "true") },
        { "Regex GPT-2", Split("""{"Regex":"'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"}""", "Isolated") },
        { "Regex cl100k", Split("""{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"}""", "Isolated") },
        { "Regex bloom", Split("""{"Regex":" ?[^(\\s|[.,!?\u2026])]+"}""", "Isolated") },
        { "Regex possessive", Split("""{"Regex":"\\p{L}++|\\p{Nd}?+[.]*+"}""", "Isolated") },
        { "Regex look-ahead", Split("""{"Regex":"(?=\\d)"}""", "Isolated") },
        { "Regex look-behind", Split("""{"Regex":"(?<=-)[a-z]"}""", "MergedWithPrevious") },
        { "Regex anchors", Split("""{"Regex":"^[ -]|[!.]$"}""", "Removed") },
        { "Regex digits", Split("""{"Regex":"[0-9][0-9][0-9]"}""", "Isolated") },
        { "Regex empty", Split("""{"Regex":"X*"}""", "MergedWithNext") },
        { "Metaspace", """{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always"}""" },
        { "Metaspace first", """{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":true}""" },
        { "Metaspace never", """{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"never","split":true}""" },
        { "Metaspace whole", """{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":false}""" },
        { "Metaspace legacy", """{"type":"Metaspace","replacement":"_","add_prefix_space":true}""" },
        { "ByteLevel", """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""" },
        { "ByteLevel prefix", """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true}""" },
        { "ByteLevel whole", """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":false}""" },
        { "Sequence", Sequence("""{"type":"WhitespaceSplit"}""", """{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always"}""") },
        { "Sequence first", Sequence("""{"type":"WhitespaceSplit"}""", """{"type":"Punctuation"}""", """{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first"}""") },
        { "Sequence bytes", Sequence("""{"type":"Digits","individual_digits":true}""", """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true}""") },
        { "Sequence nested", Sequence("""{"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Contiguous"}]}""", """{"type":"WhitespaceSplit"}""") },
    };

    public static TheoryData<string, string> Normalizers => new()
    {
        { "Lowercase", """{"type":"Lowercase"}""" },
        { "NFC", """{"type":"NFC"}""" },
        { "NFD", """{"type":"NFD"}""" },
        { "NFKC", """{"type":"NFKC"}""" },
        { "NFKD", """{"type":"NFKD"}""" },
        { "Nmt", """{"type":"Nmt"}""" },
        { "Strip", """{"type":"Strip","strip_left":true,"strip_right":true}""" },
        { "Strip left", """{"type":"Strip","strip_left":true,"strip_right":false}""" },
        { "StripAccents", """{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"}]}""" },
        { "Replace", """{"type":"Replace","pattern":{"String":"ab"},"content":"-"}""" },
        { "Replace regex", """{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "}""" },
        { "Replace spaces", """{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"_"}""" },
        { "Prepend", """{"type":"Prepend","prepend":"\u2581"}""" },
        { "Llama", """{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"\u2581"},{"type":"Replace","pattern":{"String":" "},"content":"\u2581"}]}""" },
        { "Bert cased", """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":false}""" },
        { "Bert accents kept", """{"type":"BertNormalizer","clean_text":false,"handle_chinese_chars":false,"strip_accents":false,"lowercase":true}""" },
        { "Bert accents off", """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":false,"strip_accents":true,"lowercase":false}""" },
    };

    public static TheoryData<string, string> Models => new()
    {
        { "WordPiece", new TinyTokenizer { Model = TinyTokenizer.WordPiece("a", "ab", "##a", "##b", "##ab", "hello", "h", "##e"), PreTokenizer = """{"type":"Whitespace"}""" }.Write() },
        { "BPE merges", Merging("\"unk_token\":\"<unk>\"") },
        { "BPE fused", Merging("\"unk_token\":\"<unk>\",\"fuse_unk\":true") },
        { "BPE no unk", Merging("\"unk_token\":null") },
        { "BPE ignore_merges", Merging("\"unk_token\":\"<unk>\",\"ignore_merges\":true") },
        { "BPE prefix", Merging("\"unk_token\":\"<unk>\",\"continuing_subword_prefix\":\"\",\"end_of_word_suffix\":\"\"") },
        { "BPE bytes", Merging("\"unk_token\":\"<unk>\",\"byte_fallback\":true", all: false) },
        { "BPE all bytes", Merging("\"unk_token\":\"<unk>\",\"byte_fallback\":true,\"fuse_unk\":true", all: true) },
        { "Unigram", Segmenting("\"unk_id\":0") },
        { "Unigram bytes", Segmenting("\"unk_id\":0,\"byte_fallback\":true", "<0xE4>", "<0xB8>", "<0xAD>", "<0x01>") },
        { "Old BPE", Merging("\"unk_token\":\"<unk>\"").Replace("\"type\":\"BPE\",", "", StringComparison.Ordinal) },
        { "Old Unigram", Segmenting("\"unk_id\":0").Replace("\"type\":\"Unigram\",", "", StringComparison.Ordinal) },
    };

    public static TheoryData<string, string> Posts => new()
    {
        { "Bert", """{"type":"BertProcessing","sep":["b",3],"cls":["a",1]}""" },
        { "Roberta", """{"type":"RobertaProcessing","sep":["b",3],"cls":["a",1],"trim_offsets":true,"add_prefix_space":false}""" },
        { "ByteLevel", """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false}""" },
        { "Template", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"two","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"two":{"id":"two","ids":[1,3],"tokens":["a","b"]}}}""" },
        { "Sequence", """{"type":"Sequence","processors":[{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false},{"type":"BertProcessing","sep":["b",3],"cls":["a",1]}]}""" },
    };

    [Theory]
    [MemberData(nameof(PreTokenizers))]
    public void Encode_PreTokenizer_EqualsTheReference(string name, string step) =>
        AssertEqual(name, new TinyTokenizer { PreTokenizer = step }.Write());

    [Theory]
    [MemberData(nameof(PreTokenizers))]
    public void Encode_PreTokenizerAfterAddedToken_EqualsTheReference(string name, string step) =>
        AssertEqual(name, new TinyTokenizer { PreTokenizer = step, AddedTokens = TinyTokenizer.Added(400, "<m>") + "," + TinyTokenizer.Added(401, "TOK", normalized: true) }.Write());

    [Theory]
    [MemberData(nameof(Normalizers))]
    public void Encode_Normalizer_EqualsTheReference(string name, string step) =>
        AssertEqual(name, new TinyTokenizer { Normalizer = step, PreTokenizer = """{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first"}""" }.Write());

    [Theory]
    [MemberData(nameof(Normalizers))]
    public void Encode_NormalizedAddedToken_EqualsTheReference(string name, string step) =>
        AssertEqual(name, new TinyTokenizer { Normalizer = step, AddedTokens = TinyTokenizer.Added(400, "TOK", normalized: true, singleWord: true) }.Write());

    [Theory]
    [MemberData(nameof(Models))]
    public void Encode_Model_EqualsTheReference(string name, string file) => AssertEqual(name, file);

    [Theory]
    [MemberData(nameof(Posts))]
    public void Encode_PostProcessor_EqualsTheReference(string name, string step) => AssertEqual(name, new TinyTokenizer { PostProcessor = step }.Write());

    [Theory]
    [CombinatorialFlags]
    public void Encode_AddedTokenFlags_EqualsTheReference(bool singleWord, bool lstrip, bool rstrip, bool normalized, bool lower)
    {
        string added = TinyTokenizer.Added(400, "<m>", singleWord, lstrip, rstrip, normalized, special: true) + "," +
            TinyTokenizer.Added(401, "TOK", singleWord, lstrip, rstrip, normalized) + "," + TinyTokenizer.Added(402, "<m> y", normalized: normalized);
        AssertEqual("flags", new TinyTokenizer { AddedTokens = added, Normalizer = lower ? """{"type":"Lowercase"}""" : null }.Write());
    }

    static void AssertEqual(string name, string file)
    {
        RustTokenizer.SkipWhereMissing();
        Assert.NotEmpty(name);
        file = AtTheEnd(file);
        using var reference = RustTokenizer.Parse(file);
        List<string> lines = [.. Lines, .. OddText.Lines(400, 7)];

        // The reference's StripAccents has a table of all marks of an older Unicode; scripts whose marks were added to or changed since are left out.
        if (name == "StripAccents")
            lines.RemoveAll(line => line.EnumerateRunes().Any(rune => rune.Value >= 0x600 && IsMark(rune)));
        Differences.AssertNone(TinyTokenizer.Parse(file), reference, lines);
    }

    static bool IsMark(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune) is
        System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    // The reference numbers added tokens on from the vocabulary, whatever the file says.
    static string AtTheEnd(string file)
    {
        using var json = System.Text.Json.JsonDocument.Parse(file);
        int size = json.RootElement.GetProperty("model").GetProperty("vocab") is { ValueKind: System.Text.Json.JsonValueKind.Object } vocabulary
            ? vocabulary.EnumerateObject().Count()
            : 0;
        for (int i = 0; i < 3; i++)
            file = file.Replace(FormattableString.Invariant($"\"id\":{400 + i},"), FormattableString.Invariant($"\"id\":{size + i},"), StringComparison.Ordinal);
        return file;
    }

    static string Split(string pattern, string behavior, string invert = "false") =>
        $$"""{"type":"Split","pattern":{{pattern}},"behavior":"{{behavior}}","invert":{{invert}}}""";

    static string Sequence(params string[] steps) => $$"""{"type":"Sequence","pretokenizers":[{{string.Join(',', steps)}}]}""";

    static string Merging(string settings, bool? all = null)
    {
        List<string> more = ["ab", "aba", "abab", "he", "hell", "ll", "aa", "hello"];
        for (int value = 0; value < 256 && all is not null; value++)
        {
            if (all == true || value is 0xE4 or 0xB8 or 0xAD or 0xF0)
                more.Add(FormattableString.Invariant($"<0x{value:X2}>"));
        }

        return new TinyTokenizer
        {
            Model = TinyTokenizer.Bpe(settings, more, "[\"a\",\"a\"],\"a b\",\"ab a\",[\"ab\",\"ab\"],[\"h\",\"e\"],[\"l\",\"l\"],[\"he\",\"ll\"]"),
            PreTokenizer = """{"type":"WhitespaceSplit"}""",
        }.Write().Replace("\"a b\",\"ab a\"", "[\"a\",\"b\"],[\"ab\",\"a\"]", StringComparison.Ordinal);
    }

    static string Segmenting(string settings, params string[] bytes)
    {
        var pieces = new List<(string, double)>
        {
            ("<unk>", 0), ("\u2581", -2), ("a", -3), ("b", -3.5), ("ab", -5), ("aba", -7.25), ("\u2581a", -4), ("hello", -8), ("\u2581hello", -9), ("l", -6), ("ll", -12), ("o", -6),
            ("he", -7), (".", -3), ("-", -3), ("\u2026", -4.5), ("x", -5), ("\u4E2D\u6587", -9),
        };
        pieces.AddRange(bytes.Select(piece => (piece, 0.0)));
        return new TinyTokenizer
        {
            Model = TinyTokenizer.Unigram(settings, [.. pieces]),
            PreTokenizer = """{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always"}""",
        }.Write();
    }
}
