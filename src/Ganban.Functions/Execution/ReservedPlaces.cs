namespace Ganban.Functions.Execution;

/// <summary>
/// Counts the calls at once of functions that may have only so many, each until its function ends. Safe for concurrent
/// use.
/// </summary>
internal sealed class ReservedPlaces
{
    private readonly Dictionary<string, int> _taken = [];
    private readonly Lock _gate = new();

    /// <summary>Takes a place for a call, until what is returned is disposed.</summary>
    /// <param name="function">The function.</param>
    /// <param name="max">How many there are.</param>
    /// <exception cref="FunctionException">All are taken.</exception>
    public IDisposable Take(FunctionReference function, int max)
    {
        lock (_gate)
        {
            var taken = _taken.GetValueOrDefault(function.Arn);
            if (taken >= max)
            {
                throw new FunctionException(
                    FunctionFailure.Busy,
                    $"Rate Exceeded. The function {function.Name} may be called {max} times at once; PutFunctionConcurrency says so.");
            }

            _taken[function.Arn] = taken + 1;
        }

        return new Place(this, function.Arn);
    }

    private void Release(string arn)
    {
        lock (_gate)
        {
            if (--_taken[arn] == 0)
            {
                _taken.Remove(arn);
            }
        }
    }

    private sealed class Place(ReservedPlaces places, string arn) : IDisposable
    {
        public void Dispose() => places.Release(arn);
    }
}
