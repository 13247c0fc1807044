using System.Text;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.Trec;

/// <summary>Reads judgements and runs from texts.</summary>
static class Text
{
    public static Qrels Qrels(string text) => Evaluation.Trec.Qrels.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "qrels.txt");

    public static Qrels Qrels(byte[] bytes) => Evaluation.Trec.Qrels.Read(new MemoryStream(bytes), "qrels.txt");

    public static TrecRun Run(string text) => TrecRun.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "bm25.run");

    public static TrecRun Run(byte[] bytes) => TrecRun.Read(new MemoryStream(bytes), "bm25.run");
}
