namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>A clock that moves only when a test's engine moves it, in milliseconds.</summary>
internal sealed class StepClock : TimeProvider
{
    private long _milliseconds;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => _milliseconds;

    public void Advance(long milliseconds) => _milliseconds += milliseconds;
}
