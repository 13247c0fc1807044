using Winnow.Training.Data;
using Winnow.Training.Tests.Fakes;

namespace Winnow.Training.Tests.Data;

public sealed class QuestionFilesTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void Read_Files_GivesEachQuestionOnceInOrder()
    {
        string first = _folder.File("b.jsonl", """{"query": "where do herons nest", "source": "x"}""" + "\n" + """{"query": "who eats beetles"}""" + "\n");
        string second = _folder.File("a.jsonl", """{"query": "who eats beetles"}""" + "\n" + """{"query": "why"}""" + "\n");

        Assert.Equal(["where do herons nest", "who eats beetles", "why"], QuestionFiles.Read([first, second], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Read_NoFiles_GivesNone() => Assert.Empty(QuestionFiles.Read([], TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("{\"question\": \"why\"}\n", "line 1", "query")]
    [InlineData("{\"query\": \"why\"}\n{\"query\": \" \"}\n", "line 2", "is empty")]
    [InlineData("", "there is no question", "{\"query\"")]
    public void Read_FileThatHoldsNoQuestions_SaysWhere(string content, string first, string second)
    {
        string file = _folder.File("questions.jsonl", content);

        WinnowException error = Assert.Throws<WinnowException>(() => QuestionFiles.Read([file], TestContext.Current.CancellationToken));

        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(first, error.Message, StringComparison.Ordinal);
        Assert.Contains(second, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_SaysSo()
    {
        string file = _folder.At("nothing.jsonl");

        Assert.Contains(file, Assert.Throws<WinnowException>(() => QuestionFiles.Read([file], TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
