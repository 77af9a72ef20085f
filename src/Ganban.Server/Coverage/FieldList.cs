using Ganban.Bedrock;
using Ganban.Contracts;

namespace Ganban.Server.Coverage;

/// <summary>The members of an operation that no code touches, as paths from the request and the response.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="NotRead">Members of the request that nothing reads.</param>
/// <param name="NotWritten">Members of the response that nothing writes.</param>
public sealed record UntouchedFields(
    Operation Operation,
    IReadOnlyList<string> NotRead,
    IReadOnlyList<string> NotWritten);

/// <summary>
/// Which members of the operations that execute no code of the product touches: found in its instructions, so that the
/// list can't claim what isn't there.
/// </summary>
public static class FieldList
{
    // What is sent on to Amazon Bedrock and comes back from it is neither read nor written by the product.
    private const string PassThrough = "Ganban.Bedrock.PassThrough";

    /// <summary>
    /// Every operation that executes, by service and name. A shape stands at the first place where it is met, from the
    /// top of the first operation that has it.
    /// </summary>
    public static IReadOnlyList<UntouchedFields> Make()
    {
        var use = ContractUse.Of(typeof(OperationHandlers).Assembly, PassThrough);
        var requests = new ShapeWalk(shape => ContractShape.Members(shape, use), use.ReadsWhole, member => member.Read);
        var responses =
            new ShapeWalk(shape => ContractShape.Members(shape, use), use.WritesWhole, member => member.Written);
        return
        [
            .. CoverageList.Make().Where(item => CoverageList.IsThere(item.Status)).Select(item => new UntouchedFields(
                item.Operation,
                [.. requests.Untouched(item.Operation.RequestType)],
                [.. responses.Untouched(item.Operation.GetType().GetGenericArguments()[1])])),
        ];
    }

    /// <summary>Goes through shapes from the top, each once in all operations.</summary>
    private sealed class ShapeWalk(
        Func<Type, IEnumerable<ContractMember>> members,
        Predicate<Type> whole,
        Predicate<ContractMember> touched)
    {
        private readonly HashSet<Type> _met = [];

        public IEnumerable<string> Untouched(Type root)
        {
            var waiting = new Queue<(string Path, Type Shape)>([("", root)]);
            while (waiting.TryDequeue(out var next))
            {
                if (!_met.Add(next.Shape) || whole(next.Shape))
                {
                    continue;
                }

                foreach (var member in members(next.Shape))
                {
                    if (!touched(member))
                    {
                        yield return next.Path + member.Name;
                    }
                    else if (member.Holds is { } inner)
                    {
                        waiting.Enqueue(($"{next.Path}{member.Name}.", inner));
                    }
                }
            }
        }
    }
}
