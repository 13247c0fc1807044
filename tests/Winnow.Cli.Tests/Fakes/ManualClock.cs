namespace Winnow.Cli.Tests.Fakes;

sealed class ManualClock : TimeProvider
{
    long _now;

    public override long TimestampFrequency => 1000;

    public void Advance(double seconds) => _now += (long)(seconds * 1000);

    public override long GetTimestamp() => _now;
}
