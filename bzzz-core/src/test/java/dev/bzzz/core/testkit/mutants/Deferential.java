package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Post;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** M20: waits whenever somebody says that it is about to take the same task, however often. */
final class Deferential extends Meddler {
  private static final Duration DELAY = Duration.ofSeconds(3);

  private final Map<TaskId, Instant> notBefore = new TreeMap<>();

  /** Requests that wait, in the order in which they were made. */
  private final Map<TaskId, ClaimEffect.Cas> waiting = new LinkedHashMap<>();

  Deferential(ClaimContext context, ClaimProtocol sound) {
    super(context, sound);
  }

  @Override
  public List<ClaimEffect> on(ClaimInput input, Instant now) {
    if (input instanceof ClaimInput.Heard heard
        && context().post().orElseThrow().read(heard.wire()) instanceof Post.Read.Signed signed
        && signed.letter().message() instanceof Message.Intent intent) {
      notBefore.put(intent.task(), now.plus(DELAY));
    }
    List<ClaimEffect> effects = new ArrayList<>(super.on(input, now));
    for (ClaimEffect.Cas cas : List.copyOf(waiting.values())) {
      if (!now.isBefore(due(cas.request()))) {
        waiting.remove(cas.request().task());
        effects.add(cas);
      }
    }
    return effects;
  }

  @Override
  Optional<ClaimEffect> done(ClaimEffect effect, Instant now) {
    if (effect instanceof ClaimEffect.Cas cas
        && BrokenLedger.grants(cas.request())
        && now.isBefore(due(cas.request()))) {
      remember(cas);
      waiting.put(cas.request().task(), cas);
      return Optional.empty();
    }
    return Optional.of(effect);
  }

  @Override
  public Optional<Instant> deadline() {
    Optional<Instant> own =
        waiting.values().stream().map(cas -> due(cas.request())).min(Instant::compareTo);
    return super.deadline().filter(at -> own.isEmpty() || at.isBefore(own.get())).or(() -> own);
  }

  private Instant due(CasRequest request) {
    return notBefore.getOrDefault(request.task(), Instant.MIN);
  }
}
