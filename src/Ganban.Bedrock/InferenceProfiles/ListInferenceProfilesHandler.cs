using System.Buffers.Text;
using System.Text;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>
/// Lists profiles of one type. Without a type it lists the system-defined ones only, as Amazon Bedrock does
/// (github aws/aws-cli#9728).
/// </summary>
internal sealed class ListInferenceProfilesHandler(ModelCatalog catalog, ResourceStore store)
    : IOperationHandler<ListInferenceProfilesRequest, ListInferenceProfilesResponse>
{
    private const int PageSizeDefault = 1000;

    /// <inheritdoc/>
    public Task<ListInferenceProfilesResponse> Handle(
        ListInferenceProfilesRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        return request.TypeEquals == InferenceProfileType.Application
            ? ListApplication(request, tenant, cancellationToken)
            : Task.FromResult(ListSystemDefined(request, tenant));
    }

    private async Task<ListInferenceProfilesResponse> ListApplication(
        ListInferenceProfilesRequest request, Tenant tenant, CancellationToken cancellationToken)
    {
        var query = new ListQuery
        {
            Sort = ListSort.CreatedDescending,
            PageSize = request.MaxResults ?? PageSizeDefault,
            PageToken = request.NextToken,
        };
        try
        {
            var page = await store.ListAsync(tenant, ApplicationInferenceProfile.Kind, query, cancellationToken);
            return new ListInferenceProfilesResponse
            {
                InferenceProfileSummaries =
                    [.. page.Items.Select(profile => InferenceProfileMapping.ToSummary(profile, tenant))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException exception)
        {
            throw InferenceProfilesErrors.BadToken(exception);
        }
    }

    private ListInferenceProfilesResponse ListSystemDefined(ListInferenceProfilesRequest request, Tenant tenant)
    {
        var offered = catalog.Profiles.Where(profile => profile.IsOfferedIn(tenant.Region)).ToList();
        var start = request.NextToken is null ? 0 : 1 + PositionOf(request.NextToken, offered);
        var page = offered.Skip(start).Take(request.MaxResults ?? PageSizeDefault).ToList();
        return new ListInferenceProfilesResponse
        {
            InferenceProfileSummaries = [.. page.Select(profile => InferenceProfileMapping.ToSummary(profile, tenant))],
            NextToken = start + page.Count < offered.Count ? TokenAfter(page[^1]) : null,
        };
    }

    // The catalog is public, so the token hides nothing: it is the id of the last profile of the page before.
    private static string TokenAfter(InferenceProfile last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last.Id));

    private static int PositionOf(string token, List<InferenceProfile> profiles)
    {
        var position = profiles.FindIndex(profile => TokenAfter(profile) == token);
        return position >= 0 ? position : throw InferenceProfilesErrors.BadToken(new InvalidPageTokenException());
    }
}
