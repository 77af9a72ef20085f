namespace Ganban.Functions;

/// <summary>Why a function could not be run.</summary>
public enum FunctionFailure
{
    /// <summary>There is no such function in the caller's account and region.</summary>
    NotFound,

    /// <summary>It, its interpreter or its endpoint can't be started or reached.</summary>
    Unavailable,

    /// <summary>It did not answer within its time limit.</summary>
    TimedOut,

    /// <summary>Too many calls run or wait.</summary>
    Busy,

    /// <summary>It answered something that is not JSON, or too much.</summary>
    BadAnswer,
}
