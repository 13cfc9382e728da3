package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Identity;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.sandbox.UnconfinedSandbox;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchedRepositoriesTest {
  private static final RepositoryName SHOP = new RepositoryName("acme", "shop");
  private static final RepositoryName WEB = new RepositoryName("acme", "web");
  private static final RepositoryName OTHER = new RepositoryName("acme", "other");

  private final InMemoryForge forge = new InMemoryForge("people");
  private final List<RepositoryName> named = new ArrayList<>();

  @Test
  void watchesWhatIsConfiguredAndWhatTheDirectoryNamesLater() {
    List.of(SHOP, WEB, OTHER).forEach(name -> forge.createRepository(name, "main"));
    WatchedRepositories watched = watched(builder().repository(SHOP).directory(() -> named));
    watched.find();
    List<Repository> before = List.copyOf(watched.all());

    named.addAll(List.of(WEB, SHOP));
    List<BzzzException> unreadable = watched.find();

    assertThat(before).extracting(Repository::name).containsExactly(SHOP);
    assertThat(watched.all()).extracting(Repository::name).containsExactlyInAnyOrder(SHOP, WEB);
    assertThat(unreadable).isEmpty();
  }

  @Test
  void toldOfWhatTheForgeHasNotItGoesOnWithTheOthers() {
    forge.createRepository(WEB, "main");
    named.addAll(List.of(OTHER, WEB));
    WatchedRepositories watched = watched(builder().directory(() -> named));

    List<BzzzException> unreadable = watched.find();

    assertThat(watched.all()).extracting(Repository::name).containsExactly(WEB);
    assertThat(unreadable).singleElement().isInstanceOf(NotFound.class);
  }

  @Test
  void asksSeldomAboutThoseThatWereAllFoundByName() {
    MovableClock clock = new MovableClock();
    forge.createRepository(SHOP, "main");
    WatchedRepositories all = watched(builder().clock(clock));
    WatchedRepositories named = watched(builder().clock(clock).repository(SHOP));
    assertThat(named.due()).isTrue();
    named.find();
    all.find();

    clock.now = clock.now.plus(WatchedRepositories.FIND_AGAIN);
    assertThat(all.due()).isTrue();
    assertThat(named.due()).isFalse();

    clock.now = Instant.EPOCH.plus(WatchedRepositories.SEE_AGAIN);
    assertThat(named.due()).isTrue();
  }

  private static final class MovableClock extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void anEmptyDirectoryDoesNotMeanTheWholeForge() {
    forge.createRepository(WEB, "main");

    assertThatThrownBy(() -> builder().directory(() -> named).build().start())
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("its directory names no repository");
  }

  private static WatchedRepositories watched(AgentBuilder builder) {
    return new WatchedRepositories(builder.parts());
  }

  private AgentBuilder builder() {
    return Agent.builder(Identity.generate())
        .provider(forge)
        .ledger(new InMemoryLedger())
        .workspaces(
            (repository, ref) -> {
              throw new AssertionError("nothing is worked on");
            })
        .worker(new CommandWorker(List.of("true")))
        .sandbox(new UnconfinedSandbox());
  }
}
