using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Ganban.Storage.Sqlite;

namespace Ganban.Storage.Tests.Model;

public sealed class ModelTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Random_transactions_do_what_a_list_and_a_dictionary_would()
    {
        var folder = new TemporaryFolder();
        var clock = new ManualClock();
        await using (var database = SqliteResourceDatabase.Open(folder.Store, clock))
        {
            var store = new ResourceStore(database, clock);
            var run = 0;
            var histories = Arb.From(Operation.Histories(), Operation.Shrink);
            var property = Prop.ForAll(histories, (Func<Operation[][], Task>)(history => FollowsModelAsync(
                store, new Tenant((++run).ToString(CultureInfo.InvariantCulture), "us-east-1"), history)));

            // On a thread without xunit's synchronization context, because FsCheck waits for the tasks.
            await Task.Run(() => Check.One(
                Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20260301, 1), property));
            Assert.True(run >= 60);
        }

        folder.Delete();
    }

    private static async Task FollowsModelAsync(ResourceStore store, Tenant tenant, Operation[][] history)
    {
        var model = new StoreModel();
        for (var turn = 0; turn < history.Length; turn++)
        {
            var expected = history[turn].Select(operation => (operation, model.Expected(operation))).ToList();
            var writes = expected.Select(item => ToWrite(tenant, model, item.operation, item.Item2)).ToList();
            var failure = model.Apply(expected);
            if (failure is null)
            {
                model.Learn(history[turn], await store.CommitAsync(writes, None));
            }
            else
            {
                await Assert.ThrowsAsync(failure, () => store.CommitAsync(writes, None));
            }

            var sort = (ListSort)(turn % 4);
            var query = new ListQuery { Sort = sort, PageSize = 1 + turn % 3 };
            Assert.Equal(model.Ids(sort), await ListAsync(store, tenant, query));
        }

        await CheckDocumentsAsync(store, tenant, model);
    }

    private static async Task CheckDocumentsAsync(ResourceStore store, Tenant tenant, StoreModel model)
    {
        foreach (var document in model.Documents)
        {
            var stored = await store.GetAsync(tenant, Note.Named, document.Id, document.Version, None);
            Assert.Equal(
                (document.Name, document.Parent, document.Count, document.Revision),
                (stored!.Name, stored.Parent, stored.Document.Count, stored.Revision));
        }

        foreach (var id in new[] { "a", "b", "c", "A" })
        {
            var entries = await store.ReadStreamAsync(tenant, id, from: 1, count: 1000, None);
            Assert.Equal(
                Enumerable.Range(1, model.Streams.GetValueOrDefault(id)), entries.Select(entry => (int)entry.Sequence));
        }
    }

    private static Write ToWrite(Tenant tenant, StoreModel model, Operation operation, long expected)
    {
        var (id, version, name, parent) = (operation.Id, operation.Version, operation.Name, operation.Parent);
        var count = model.Find(id, version)?.Count + 1 ?? 0;
        return operation.Verb switch
        {
            Verb.Create => Note.Named.Create(
                tenant, new(id, new Note("")) { Version = version, Name = name, Parent = parent }),
            Verb.Update => Note.Named.Update(
                tenant, new(id, version, new Note("", count), name, parent, default, default, expected)),
            Verb.Delete => Note.Named.Delete(tenant, id, version),
            Verb.Append => Write.Append(tenant, id, new byte[] { 1 }),
            _ => Write.DropStream(tenant, id),
        };
    }

    private static async Task<List<string>> ListAsync(ResourceStore store, Tenant tenant, ListQuery query)
    {
        var ids = new List<string>();
        do
        {
            var page = await store.ListAsync(tenant, Note.Named, query, None);
            ids.AddRange(page.Items.Select(item => $"{item.Id}/{item.Version}"));
            Assert.True(ids.Count <= 100, "The pages do not come to an end.");
            query = query with { PageToken = page.NextToken };
        }
        while (query.PageToken is not null);

        return ids;
    }
}
