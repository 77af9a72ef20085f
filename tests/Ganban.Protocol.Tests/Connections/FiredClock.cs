namespace Ganban.Protocol.Tests.Connections;

/// <summary>A clock whose first timer is fired by the test.</summary>
internal sealed class FiredClock : TimeProvider
{
    public TaskCompletionSource<FiredTimer> TimerMade { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TimeSpan DueTime { get; private set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        var timer = new FiredTimer(() => callback(state));
        TimerMade.TrySetResult(timer);
        return timer;
    }
}
