namespace Winnow.Cli.Tests.Fakes;

/// <summary>A pipe into which nobody writes: reading waits until it is disposed.</summary>
sealed class SilentStream : MemoryStream
{
    readonly ManualResetEventSlim _closed = new(), _asked = new();

    /// <summary>Waits until somebody reads.</summary>
    public bool WaitForReader() => _asked.Wait(TimeSpan.FromSeconds(20));

    public override int Read(byte[] buffer, int offset, int count)
    {
        _asked.Set();
        _closed.Wait();
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        _closed.Set();
        base.Dispose(disposing);
    }
}
