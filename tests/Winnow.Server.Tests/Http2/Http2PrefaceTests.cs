using System.IO.Pipelines;
using System.Text;
using Winnow.Server.Http2;

namespace Winnow.Server.Tests.Http2;

public sealed class Http2PrefaceTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsNextAsync_ByteByByte_IsCertainAtTheLast()
    {
        // Inline, so that each byte is read before the next is written.
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        int began = 0;
        Task<bool> answer = Http2Preface.IsNextAsync(pipe.Reader, () => began++, Stop).AsTask();

        byte[] preface = Http2Preface.Bytes.ToArray();
        for (int i = 0; i < preface.Length; i++)
        {
            Assert.False(answer.IsCompleted);
            await pipe.Writer.WriteAsync(preface.AsMemory(i, 1), Stop);
        }

        Assert.True(await answer.WaitAsync(Stop));
        Assert.Equal(1, began);
        await AssertUnreadAsync(pipe, preface);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("P")]
    [InlineData("PRI * HTTP/1.1\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\rX")]
    [InlineData("")]
    public async Task IsNextAsync_SomethingElseOrTooLittle_IsFalseAndTakesNothing(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(bytes, Stop);
        await pipe.Writer.CompleteAsync();

        Assert.False(await Http2Preface.IsNextAsync(pipe.Reader, () => { }, Stop));

        await AssertUnreadAsync(pipe, bytes);
    }

    [Fact]
    public async Task IsNextAsync_FirstByteDiffers_DoesNotWaitForMore()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("G"u8.ToArray(), Stop);

        Assert.False(await Http2Preface.IsNextAsync(pipe.Reader, () => Assert.Fail("It waits."), Stop));
    }

    [Fact]
    public async Task IsNextAsync_FramesBehindThePreface_StayUnread()
    {
        byte[] bytes = [.. Http2Preface.Bytes, 0, 0, 0, 4, 0, 0, 0, 0, 0];
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(bytes, Stop);

        Assert.True(await Http2Preface.IsNextAsync(pipe.Reader, () => Assert.Fail("It waits."), Stop));

        await AssertUnreadAsync(pipe, bytes);
    }

    static async Task AssertUnreadAsync(Pipe pipe, byte[] expected)
    {
        await pipe.Writer.CompleteAsync();
        ReadResult rest = await pipe.Reader.ReadAtLeastAsync(expected.Length, Stop);
        Assert.Equal(expected, System.Buffers.BuffersExtensions.ToArray(rest.Buffer));
    }
}
