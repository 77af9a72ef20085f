namespace Ganban.Bedrock.Tests;

/// <summary>The machine's clock, set forward by a test.</summary>
internal sealed class LaterClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    public void Advance(TimeSpan time) => _ahead += time;
}
