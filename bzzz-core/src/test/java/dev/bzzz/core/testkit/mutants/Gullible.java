package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Post;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** M26: sets a damaged claim back to the record it last heard of on the mesh. */
final class Gullible extends Meddler {
  private final Map<TaskId, String> gossip = new TreeMap<>();

  Gullible(ClaimContext context, ClaimProtocol sound) {
    super(context, sound);
  }

  @Override
  ClaimInput heard(ClaimInput input) {
    if (input instanceof ClaimInput.Heard heard
        && context().post().orElseThrow().read(heard.wire()) instanceof Post.Read.Signed signed
        && signed.letter().message() instanceof Message.Moved moved) {
      gossip.put(moved.task(), moved.record());
    }
    return input;
  }

  @Override
  Optional<ClaimEffect> done(ClaimEffect effect, Instant now) {
    return effect instanceof ClaimEffect.Cas cas && cas.request().repairs()
        ? Optional.of(new ClaimEffect.Cas(cas.call(), believed(cas.request())))
        : Optional.of(effect);
  }

  private CasRequest believed(CasRequest request) {
    Tip tip = request.expected();
    String heard = gossip.getOrDefault(tip.task(), "");
    List<SignedRecord> chain = tip.chain();
    for (int i = 0; i < chain.size(); i++) {
      if (chain.get(i).id().equals(heard)) {
        return CasRequest.repair(
            new Tip(tip.task(), tip.position(), chain.subList(i, chain.size()), tip.damage()));
      }
    }
    return request;
  }
}
