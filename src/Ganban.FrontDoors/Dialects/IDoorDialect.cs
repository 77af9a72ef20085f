using System.Text.Json.Nodes;
using Ganban.Bedrock.Doors;
using Ganban.Contracts;
using Microsoft.AspNetCore.Http;

namespace Ganban.FrontDoors.Dialects;

/// <summary>How an API speaks of errors and of requests.</summary>
internal interface IDoorDialect
{
    /// <summary>Tells the request's identifier where the API's clients look for it.</summary>
    void Identify(HttpResponse response, string requestId);

    /// <summary>The key of a request that came outside the Authorization header; null if none did.</summary>
    string? ApiKey(HttpRequest request);

    /// <summary>The status of an error.</summary>
    int Status(ModelledException error);

    /// <summary>The body of an error.</summary>
    JsonObject Body(ModelledException error, string requestId);

    /// <summary>The event by which an error ends a stream.</summary>
    /// <param name="error">The error.</param>
    /// <param name="requestId">The request's identifier.</param>
    /// <param name="sent">How many events were sent before.</param>
    DoorEvent Event(ModelledException error, string requestId, int sent);
}
