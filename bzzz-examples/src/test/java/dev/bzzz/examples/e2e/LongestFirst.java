package dev.bzzz.examples.e2e;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/** Begins with the tests that take longest, so that none of them runs alone at the end. */
public final class LongestFirst implements ClassOrderer {
  private static final List<Class<?>> LONG =
      List.of(QuickstartDocIT.class, DemoIT.class, KillIT.class, FreezeIT.class, RunIT.class);

  @Override
  public void orderClasses(ClassOrdererContext context) {
    context.getClassDescriptors().sort(Comparator.comparingInt(LongestFirst::place));
  }

  private static int place(ClassDescriptor test) {
    int place = LONG.indexOf(test.getTestClass());
    return place < 0 ? LONG.size() : place;
  }
}
