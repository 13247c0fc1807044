using Winnow.Chunking;
using Winnow.Evaluation.Rag;
using Winnow.Tokenization;

namespace Winnow.Evaluation.Tests.Rag;

/// <summary>Three documents, cut into four chunks of at most four words, and three questions; a test may change the files.</summary>
sealed class TinyRagDataset
{
    const string WordTokenizer = """
        {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"WhitespaceSplit"},"post_processor":null,"decoder":null,
        "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":10,"vocab":{"[UNK]":0}}}
        """;

    public static RagChunking Chunking { get; } =
        new(new TextChunker(Tokenizer.Parse(System.Text.Encoding.UTF8.GetBytes(WordTokenizer), "words"), new ChunkOptions { MaxTokens = 4 }), "words");

    public string Documents { get; init; } = """
        {"id": "fruit", "title": "Fruit", "text": "apple banana cherry. Date fig grape kiwi."}
        {"id": "tools", "text": "hammer saw"}
        {"id": "birds", "text": "owl robin"}

        """;

    public string Questions { get; init; } = """
        {"question": "kiwi?", "document_id": "fruit"}
        {"question": "which kiwi", "chunk_id": "fruit#1"}
        {"question": "hammer or owl", "chunk_id": "tools"}

        """;

    public RagDataset Read(TempFolder folder)
    {
        File.WriteAllText(folder["docs.jsonl"], Documents);
        File.WriteAllText(folder["questions.jsonl"], Questions);
        return RagDataset.Read(folder["docs.jsonl"], folder["questions.jsonl"], Chunking, TestContext.Current.CancellationToken);
    }
}
