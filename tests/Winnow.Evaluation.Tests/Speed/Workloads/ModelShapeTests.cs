using Winnow.Evaluation.Speed.Workloads;
using Winnow.Models;

namespace Winnow.Evaluation.Tests.Speed.Workloads;

public sealed class ModelShapeTests
{
    [Fact]
    public void ShapeFolder_Tiny_LoadsAndHasThePublishedSize()
    {
        string path;
        using (var folder = new ShapeFolder(ModelShape.Tiny))
        {
            path = folder.Path;
            ModelInfo info = ModelInfo.Inspect(path);
            Assert.Empty(info.Problems);
            // The published model counts its pooler and classifier as this one does: 33 million.
            Assert.Equal(("JinaBERT", "reranker", 8192, 33), (info.Architecture, info.Purpose, info.MaxTokens, (int)Math.Round(info.ParameterCount / 1e6)));
            using Reranker reranker = Reranker.Load(path, new EngineOptions { Threads = 1 });
            Assert.True(float.IsFinite(reranker.Rerank("a question", ["an answer"], cancellationToken: TestContext.Current.CancellationToken)[0].Logit));
        }

        Assert.False(Directory.Exists(path));
    }
}
