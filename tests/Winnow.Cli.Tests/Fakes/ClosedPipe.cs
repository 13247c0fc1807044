namespace Winnow.Cli.Tests.Fakes;

/// <summary>A pipe whose reader goes away after some bytes.</summary>
sealed class ClosedPipe(int room) : MemoryStream
{
    public int HResultOnClose { get; init; } = 32;

    // A MemoryStream sends its other way of writing through this one where it is derived from.
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (Length + count > room)
            throw new IOException("Broken pipe", HResultOnClose);
        base.Write(buffer, offset, count);
    }
}
