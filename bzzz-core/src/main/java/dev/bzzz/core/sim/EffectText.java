package dev.bzzz.core.sim;

import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Effects and inputs in words. Two effects have the same words only if they are the same orders:
 * records are named by their id, which is a hash, and messages are there in full.
 */
final class EffectText implements ClaimEffect.Handler {
  private static final Pattern ENVELOPE =
      Pattern.compile("\\{\"boot\":\"\\w+\",\"data\":(.*),\"from\":\"[^\"]*+\",\"hop_count\":.*+");
  private static final Pattern HASH = Pattern.compile("\\b([0-9a-f]{8})[0-9a-f]{24,}\\b");
  private static final Pattern PEER =
      Pattern.compile("\\b12D3KooW[1-9A-HJ-NP-Za-km-z]{36}(\\w{8})\\b");
  private static final int MAX_BRIEF = 240;

  private String text = "";

  private EffectText() {}

  static String of(ClaimEffect effect) {
    EffectText words = new EffectText();
    effect.applyTo(words);
    return words.text;
  }

  static String of(ClaimInput input) {
    if (input instanceof ClaimInput.Tick) {
      return "its time has come";
    } else if (input instanceof ClaimInput.Observed observed) {
      List<String> tips =
          observed.views().stream()
              .flatMap(view -> view.tips().stream().map(EffectText::words))
              .toList();
      String asked = observed.listing().map(all -> ", has listed " + all.repositories()).orElse("");
      return "could take " + observed.candidates() + ", sees " + tips + asked;
    } else if (input instanceof ClaimInput.Heard heard) {
      return "hears " + words(heard.wire());
    } else if (input instanceof ClaimInput.ReadAnswered answer) {
      return answer.call() + " has read " + words(answer.tip());
    } else if (input instanceof ClaimInput.CasAnswered answer) {
      return answer.call() + " has " + words(answer.result());
    }
    return input.toString();
  }

  private static String words(CasResult result) {
    if (result instanceof CasResult.Won won) {
      return "won: " + words(won.tip());
    }
    return result instanceof CasResult.Lost lost ? "lost: " + words(lost.now()) : "" + result;
  }

  /** Shorter, for people: of messages only what they say; hashes, ids and long words are cut. */
  static String brief(String words) {
    String shorter = words;
    for (Pattern pattern : List.of(ENVELOPE, HASH, PEER)) {
      shorter = pattern.matcher(shorter).replaceAll("$1");
    }
    return shorter.length() <= MAX_BRIEF ? shorter : shorter.substring(0, MAX_BRIEF) + "...";
  }

  @Override
  public void read(ClaimEffect.Read effect) {
    text = effect.call() + " reads " + effect.task();
  }

  @Override
  public void cas(ClaimEffect.Cas effect) {
    text = effect.call() + " asks for " + effect.request().next();
    text += " in place of " + words(effect.request().expected());
    for (var update : effect.request().updates()) {
      text +=
          ", with the branch " + update + update.objects().map(from -> " from " + from).orElse("");
    }
  }

  @Override
  public void together(ClaimEffect.Together effect) {
    text =
        effect.moves().stream().map(EffectText::of).collect(Collectors.joining(", together with "));
  }

  @Override
  public void startWork(ClaimEffect.StartWork effect) {
    text = "starts to work on " + words(effect.claim());
  }

  @Override
  public void stopWork(ClaimEffect.StopWork effect) {
    text = "stops to work on " + effect.task() + " " + effect.token() + ": " + effect.reason();
  }

  @Override
  public void openPullRequest(ClaimEffect.OpenPullRequest effect) {
    text = effect.call() + " opens the pull request of " + words(effect.claim());
  }

  @Override
  public void closePullRequest(ClaimEffect.ClosePullRequest effect) {
    text = "closes the pull request " + effect.number() + " of " + effect.task();
    text += ": " + effect.why();
  }

  @Override
  public void callHuman(ClaimEffect.CallHuman effect) {
    text = "calls a human to " + words(effect.tip());
  }

  @Override
  public void announce(ClaimEffect.Announce effect) {
    text = "says " + effect.kind() + " " + words(effect.tip()) + " after " + effect.took();
    text += ": " + effect.detail();
  }

  @Override
  public void broadcast(ClaimEffect.Broadcast effect) {
    text = "sends " + words(effect.wire());
  }

  @Override
  public void look(ClaimEffect.Look effect) {
    text = "wants to look at " + effect.repository();
  }

  @Override
  public void leave(ClaimEffect.Leave effect) {
    text = "leaves " + effect.repository() + " to another until " + effect.until();
  }

  @Override
  public void dropped(ClaimEffect.Dropped effect) {
    text = "drops a message: " + effect.reason();
  }

  private static String words(Tip tip) {
    List<SignedRecord> chain = tip.chain();
    return (chain.isEmpty() ? "none of " + tip.task() : chain.get(0).toString())
        + (tip.position().isEmpty() ? "" : " at " + tip.position())
        + tip.damage().map(why -> ", damaged: " + why).orElse("");
  }

  private static String words(Claim claim) {
    var work = claim.work();
    return claim
        + " on "
        + work.branch()
        + " from "
        + work.base()
        + work.head().map(head -> " to " + head).orElse("");
  }

  private static String words(byte[] wire) {
    String words = new String(wire, StandardCharsets.UTF_8);
    try {
      var json = CanonicalJson.read(wire);
      return json.path("type").asText("a message")
          + " of "
          + json.path("from").asText("nobody")
          + " "
          + words;
    } catch (IllegalArgumentException e) {
      return "bytes that are no message: " + HexFormat.of().formatHex(wire);
    }
  }
}
