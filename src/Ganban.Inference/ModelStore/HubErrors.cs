using System.Net;

namespace Ganban.Inference.ModelStore;

/// <summary>What a refusal of a hub means and what to do about it.</summary>
internal static class HubErrors
{
    public static ModelStoreException Refused(HttpResponseMessage response, Uri address, HubOptions options)
    {
        // Never the query, which may be a signature that opens the file to anyone.
        var path = address.GetLeftPart(UriPartial.Path);
        var token = options.Token is { Length: > 0 } ? "the access token was sent" : "no access token is set";
        return new ModelStoreException(response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => $"{path} asks who you are (401; {token}). The model may be private, gated or not exist. Set an "
                + "access token in the environment variable GANBAN__HUB__TOKEN.",
            HttpStatusCode.Forbidden => $"{path} refuses access (403; {token}). Accept the model's terms on its page, or use a token that "
                + "may read it.",
            HttpStatusCode.NotFound => $"{path} does not exist (404). Check owner, repository, revision and file.",
            HttpStatusCode.TooManyRequests => $"{path} wants fewer requests (429). Try again later; what was fetched is kept.",
            var status => $"{path} answers {(int)status}.",
        });
    }
}
