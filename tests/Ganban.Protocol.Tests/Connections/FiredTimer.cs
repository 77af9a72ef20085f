namespace Ganban.Protocol.Tests.Connections;

/// <summary>A timer that elapses when it is told to.</summary>
internal sealed class FiredTimer(Action elapsed) : ITimer
{
    public void Fire() => elapsed();

    public bool Change(TimeSpan dueTime, TimeSpan period) => true;

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
