using Winnow.Server.Http;
using Winnow.Server.Models;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Models;

public class ModelCatalogTests
{
    [Fact]
    public void Put_SameNameWhileInUse_ReleasesTheOldOneWithItsLastLease()
    {
        using var catalog = new ModelCatalog([Jobs.Model()], acceptAnyName: true);
        ModelLease first = catalog.Lease("bert"), second = catalog.Lease(null);

        catalog.Put(Jobs.Model());
        first.Dispose();
        first.Dispose();
        PairScore[] stillThere = second.Model.Score(Jobs.Pairs(5), TestContext.Current.CancellationToken);
        second.Dispose();

        Assert.Single(stillThere);
        Assert.Throws<ObjectDisposedException>(() => second.Model.Score(Jobs.Pairs(5), TestContext.Current.CancellationToken));
        using ModelLease replaced = catalog.Lease("BERT");
        Assert.Single(replaced.Model.Score(Jobs.Pairs(5), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Lease_UnknownName_IsTheOneModelOrRefused()
    {
        using var lenient = new ModelCatalog([Jobs.Model()], acceptAnyName: true);
        using var strict = new ModelCatalog([Jobs.Model()], acceptAnyName: false);

        using ModelLease any = lenient.Lease("rerank-v3.5");
        ApiException error = Assert.Throws<ApiException>(() => strict.Lease("rerank-v3.5"));

        Assert.Equal(ApiFault.UnknownModel, error.Fault);
    }

    [Fact]
    public void Remove_LastModel_LeavesNothingToLease()
    {
        using var catalog = new ModelCatalog([Jobs.Model()], acceptAnyName: true);

        Assert.True(catalog.Remove("bert"));

        Assert.False(catalog.Remove("bert"));
        Assert.Equal(ApiFault.Unavailable, Assert.Throws<ApiException>(() => catalog.Lease(null)).Fault);
    }
}
