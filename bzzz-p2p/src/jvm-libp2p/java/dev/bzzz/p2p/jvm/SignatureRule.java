package dev.bzzz.p2p.jvm;

import dev.bzzz.core.Verifier;
import dev.bzzz.p2p.gossip.SignatureCheck;
import dev.bzzz.p2p.gossip.SignedMessage;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.WireException;
import io.libp2p.pubsub.InvalidMessageException;
import io.libp2p.pubsub.PubsubMessage;
import io.libp2p.pubsub.PubsubRouterMessageValidator;

/**
 * Lets only messages pass that are signed by their author. The library's own rule wants the key in
 * each message, which for Ed25519 is in the author's id already and is left out by Bzzz and others.
 */
final class SignatureRule implements PubsubRouterMessageValidator {
  private final Verifier verifier = Verifier.ed25519();

  @Override
  public void validate(PubsubMessage message) {
    String why;
    try {
      SignedMessage signed =
          SignedMessage.decode(new ProtoReader(message.getProtobufMessage().toByteArray()));
      why = signed.flaw().orElse("its author did not sign it");
      if (signed.check(verifier) == SignatureCheck.GENUINE) {
        return;
      }
    } catch (WireException e) {
      why = e.getMessage();
    }
    throw new InvalidMessageException("a message is refused: " + why);
  }
}
