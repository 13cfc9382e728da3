package dev.bzzz.p2p.net;

import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.gossip.GossipEffect;
import dev.bzzz.p2p.gossip.GossipInput;
import dev.bzzz.p2p.gossip.SignedMessage;
import dev.bzzz.p2p.gossip.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Finds out what messages are worth: first the signature, then the validator of the topic if there
 * is one. Confined to the loop, besides {@link #validate} and {@link #full}.
 */
final class MessageChecks {
  private final Verifier verifier;
  private final Ends ends;
  private final OrderedWork<Verdict> signatures;
  private final OrderedWork<Verdict> validations;
  private final Map<String, MessageValidator> validators = new ConcurrentHashMap<>();

  MessageChecks(String name, NodeLoop loop, Verifier verifier, Ends ends) {
    this.verifier = verifier;
    this.ends = ends;
    this.signatures = new OrderedWork<>(name + "-verify", loop, ends.onRoom());
    this.validations = new OrderedWork<>(name + "-validate", loop, ends.onRoom());
    validations.helpersOnly();
  }

  /**
   * What checks are connected with.
   *
   * @param names of topics on the wire
   * @param machine told what came out
   * @param onRoom called when there is room for more
   */
  record Ends(TopicNames names, Consumer<GossipInput> machine, Runnable onRoom) {}

  /** Has the messages of a topic validated; safe for use by many threads. */
  void validate(Topic topic, MessageValidator validator) {
    validators.put(topic.name(), validator);
  }

  /** Checks a message and tells the machine. */
  void check(GossipEffect.Check effect) {
    signatures.add(
        () -> signature(effect.message()),
        Verdict.IGNORE,
        effect.message().signed().length,
        verdict -> signatureChecked(effect, verdict));
  }

  /** Whether no more should be asked for; safe for use by many threads. */
  boolean full() {
    return signatures.full() || validations.full();
  }

  void close() {
    signatures.close();
    validations.close();
  }

  /** On any thread. */
  private Verdict signature(SignedMessage signed) {
    return switch (signed.check(verifier)) {
      case GENUINE -> Verdict.ACCEPT;
      case FORGED -> Verdict.FORGED;
      case UNKNOWN_KEY -> Verdict.IGNORE;
    };
  }

  /** Before a validator, peers may be told not to send a large message again. */
  private void signatureChecked(GossipEffect.Check effect, Verdict verdict) {
    Optional<MeshMessage> message =
        verdict != Verdict.ACCEPT || validators.isEmpty()
            ? Optional.empty()
            : ends.names().message(effect.message());
    MessageValidator validator =
        message.map(each -> validators.get(each.topic().name())).orElse(null);
    if (validator == null) {
      ends.machine().accept(new GossipInput.Checked(effect.token(), verdict));
      return;
    }
    ends.machine().accept(new GossipInput.SignatureHolds(effect.token()));
    validations.add(
        () -> validator.check(message.get().copy()),
        Verdict.IGNORE,
        effect.message().signed().length,
        each -> ends.machine().accept(new GossipInput.Checked(effect.token(), each)));
  }
}
