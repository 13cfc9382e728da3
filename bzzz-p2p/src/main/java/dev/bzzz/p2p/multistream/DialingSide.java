package dev.bzzz.p2p.multistream;

import dev.bzzz.core.PlainText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Proposes protocols: the first at once with the header, the next after each refusal. */
final class DialingSide implements Side {
  private static final int SHOWN_CHARACTERS = 80;

  private final List<String> protocols;
  private final boolean lazy;
  private int proposed;

  DialingSide(List<String> protocols, boolean lazy) {
    this.protocols = List.copyOf(protocols);
    this.lazy = lazy;
    if (protocols.isEmpty() || protocols.size() > NegotiationMachine.MAX_PROPOSALS) {
      throw new IllegalArgumentException(
          "a dialer proposes 1 to " + NegotiationMachine.MAX_PROPOSALS + " protocols");
    }
    protocols.forEach(MultistreamMessage::check);
  }

  @Override
  public void start(List<NegotiationEffect> effects) {
    Outbox first = new Outbox();
    first.add(MultistreamMessage.HEADER);
    first.add(protocols.get(0));
    effects.add(new NegotiationEffect.Send(first.bytes()));
    if (lazy) {
      effects.add(new NegotiationEffect.Presumed(protocols.get(0)));
    }
  }

  @Override
  public void greeted(Outbox answers) {}

  @Override
  public @Nullable NegotiationEffect message(String message, Outbox answers) {
    String current = protocols.get(proposed);
    if (message.equals(current)) {
      return new NegotiationEffect.Agreed(current, NOTHING);
    }
    if (!message.equals(MultistreamMessage.NOT_AVAILABLE)) {
      return new NegotiationEffect.Failed(
          "the other side answered '"
              + PlainText.line(message, SHOWN_CHARACTERS)
              + "' to the proposal of "
              + current);
    }
    proposed++;
    if (proposed == protocols.size()) {
      return new NegotiationEffect.Failed("the other side speaks none of " + protocols);
    }
    answers.add(protocols.get(proposed));
    return null;
  }
}
