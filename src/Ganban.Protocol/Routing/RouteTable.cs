using Ganban.Contracts;

namespace Ganban.Protocol.Routing;

/// <summary>A found operation with the decoded labels of its path.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Labels">The labels in the order of the template.</param>
public sealed record RouteMatch(Operation Operation, IReadOnlyList<string> Labels);

/// <summary>Finds the operation of a request from its method and raw path.</summary>
public sealed class RouteTable
{
    private const int SegmentsMax = 64;
    private const string Runtime = "bedrock-agent-runtime";
    private const string SessionType = ":session/";
    private readonly Dictionary<(string Method, string First), Route[]> _routes;

    /// <summary>Builds the table.</summary>
    public RouteTable(IEnumerable<Operation> operations)
    {
        _routes = operations.Select(operation => new Route(operation))
            .GroupBy(route => (route.Operation.Method, route.Operation.UriTemplate.Trim('/').Split('/')[0]))
            .ToDictionary(group => group.Key, group => group.OrderByDescending(route => route.Literals).ToArray());
    }

    /// <summary>Finds the operation; null when there is none.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path as it arrived, percent-encoding and all, without query.</param>
    /// <param name="service">The service, if the address names it.</param>
    /// <param name="hasBody">Whether the request has a body.</param>
    public RouteMatch? Match(string method, string path, string? service, bool hasBody)
    {
        var segments = path.Trim('/').Split('/', SegmentsMax);
        if (!_routes.TryGetValue((method, segments[0]), out var routes))
        {
            return null;
        }

        var found = Find(routes, route => route.Match(segments), service);
        if (found.Count == 0)
        {
            found = Find(routes, route => route.MatchWithArns(segments), service);
        }

        return found.Count switch
        {
            0 => null,
            1 => Result(found[0]),
            _ => Result(Clash(found, path.EndsWith('/'), hasBody)),
        };
    }

    private static List<(Route Route, string[] Labels)> Find(
        Route[] routes,
        Func<Route, string[]?> match,
        string? service)
    {
        var found = new List<(Route Route, string[] Labels)>(2);
        foreach (var route in routes)
        {
            if (found.Count > 0 && route.Literals < found[0].Route.Literals)
            {
                break;
            }

            if (match(route) is { } labels)
            {
                found.Add((route, labels));
            }
        }

        var named = found.Where(candidate => candidate.Route.Operation.Service == service).ToList();
        return named.Count > 0 ? named : found;
    }

    // Two services share POST /agents/{id}: PrepareAgent is written with a slash at the end and carries no body,
    // InvokeInlineAgent has neither slash nor an empty body. The three tag operations at /tags/{arn} exist in both
    // services, in the runtime for sessions, which the other does not take.
    private static (Route Route, string[] Labels) Clash(
        List<(Route Route, string[] Labels)> found,
        bool endsWithSlash,
        bool hasBody)
    {
        var withSlash = found.FindIndex(candidate => candidate.Route.EndsWithSlash);
        if (withSlash < 0)
        {
            var ofSession = found.FindIndex(candidate =>
                candidate.Route.Operation.Service == Runtime
                && candidate.Labels is [var arn, ..]
                && arn.Contains(SessionType, StringComparison.Ordinal));
            return found[Math.Max(0, ofSession)];
        }

        return found[endsWithSlash || !hasBody ? withSlash : 1 - withSlash];
    }

    private static RouteMatch Result((Route Route, string[] Labels) found) => new(found.Route.Operation, found.Labels);
}
