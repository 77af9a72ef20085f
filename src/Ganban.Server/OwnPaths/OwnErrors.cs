using Ganban.Contracts;

namespace Ganban.Server.OwnPaths;

/// <summary>The words of errors below <c>/ganban/</c>.</summary>
internal static class OwnErrors
{
    public static ModelledException Method(HttpRequest request, string known) => new(
        "UnknownOperationException", 404, $"There is no {request.Method} {request.Path}. It answers {known}.");

    public static ModelledException Invalid(string message) => new("ValidationException", 400, message);
}
