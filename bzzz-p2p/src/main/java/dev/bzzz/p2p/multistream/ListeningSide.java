package dev.bzzz.p2p.multistream;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers proposals. Its header goes out with its first answer, or at once when the other side's
 * header came alone: so whoever says nothing hears nothing, and mostly one write is enough.
 */
final class ListeningSide implements Side {
  private final Predicate<String> supported;
  private int refused;

  ListeningSide(Predicate<String> supported) {
    this.supported = supported;
  }

  @Override
  public void start(List<NegotiationEffect> effects) {}

  @Override
  public void greeted(Outbox answers) {
    answers.add(MultistreamMessage.HEADER);
  }

  @Override
  public @Nullable NegotiationEffect message(String message, Outbox answers) {
    if (supported.test(message)) {
      answers.add(message);
      return new NegotiationEffect.Agreed(message, NOTHING);
    }
    answers.add(MultistreamMessage.NOT_AVAILABLE); // also to "ls", which nobody needs any more
    refused++;
    return refused < NegotiationMachine.MAX_PROPOSALS
        ? null
        : new NegotiationEffect.Failed("the other side proposed " + refused + " unknown protocols");
  }
}
