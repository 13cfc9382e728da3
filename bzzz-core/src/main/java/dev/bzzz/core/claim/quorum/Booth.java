package dev.bzzz.core.claim.quorum;

import java.util.Optional;

/**
 * Where peers put their questions to a voter: reads what they have proven, and proves its answers
 * in the same way. Safe for use by many threads.
 */
final class Booth {
  private final Voter.Party party;
  private final Voter voter;
  private final Records records;

  Booth(Voter.Party party, Voter voter, Records records) {
    this.party = party;
    this.voter = voter;
    this.records = records;
  }

  /** An answer that nobody may hear of before the voter has settled. */
  @FunctionalInterface
  interface Draft {
    /**
     * The answer, proven in the way of its question.
     *
     * @param trouble what {@link Voter#settle} had to say
     */
    byte[] sealed(Optional<Answer> trouble);
  }

  Voter voter() {
    return voter;
  }

  /**
   * The answer to a question.
   *
   * @throws IllegalArgumentException if it is no question of anybody; then there is no answer
   */
  byte[] answer(byte[] data) {
    return draft(data).sealed(voter.settle());
  }

  /**
   * The same answer, before the disk has what it tells of.
   *
   * @throws IllegalArgumentException if it is no question of anybody; then there is no answer
   */
  Draft draft(byte[] data) {
    Letter letter = Letter.read(data);
    Optional<Session> session =
        letter
            .session()
            .flatMap(id -> party.sessions().flatMap(known -> known.ofAsker(letter.asker(), id)));
    if (letter.session().isPresent() && session.isEmpty()) {
      return trouble -> Wire.unknownSession();
    }
    Wire.Request request = Wire.question(letter, session, records);
    Answer answer = voter.decide(request);
    if (session.isPresent()) {
      return trouble -> Wire.answer(data, trouble.orElse(answer), session.get());
    }
    if (!(answer instanceof Answer.Refusal)) {
      party.sessions().ifPresent(known -> known.metAsker(request.from(), letter.key()));
    }
    byte[] key = party.sessions().map(Sessions::key).orElseGet(() -> new byte[0]);
    return trouble -> Wire.answer(data, trouble.orElse(answer), key, party.signer());
  }
}
