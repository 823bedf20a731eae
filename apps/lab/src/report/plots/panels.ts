import { type Piece, place, stack, words } from './canvas.js';

/** A small plot with words above it, one of several that share their axes. */
export interface Panel {
  readonly arm: string;
  /** The number of points and what else is to be said. */
  readonly note: string;
  readonly plot: (widthPx: number) => Piece;
}

const GAP = 20;

/**
 * Small multiples. Where several strategies have the same variant (`redis-session, killed`), they stand together under its name, so that what happened to
 * each is compared at a glance; arms of their own come last.
 */
export function panelGrid(panels: readonly Panel[], widthPx: number, columns: number): Piece {
  const variants = new Set(panels.flatMap(({ arm }) => splitArm(arm).variant ?? []));
  const together = [...variants]
    .map((variant) => [variant, panels.filter(({ arm }) => splitArm(arm).variant === variant)] as const)
    .filter(([, members]) => members.length > 1);
  const alone = panels.filter((panel) => !together.some(([, members]) => members.includes(panel)));
  return stack(
    [
      ...together.map(([variant, members]) =>
        stack(
          [
            words(variant, widthPx, { size: 13, bold: true }),
            grid(
              members.map((panel) => ({ ...panel, arm: splitArm(panel.arm).strategy })),
              widthPx,
              columns,
            ),
          ],
          4,
        ),
      ),
      ...(alone.length > 0 ? [grid(alone, widthPx, columns)] : []),
    ],
    GAP,
  );
}

function splitArm(arm: string): { strategy: string; variant?: string } {
  const [, strategy = arm, variant] = /^(.*?), (.*)$/s.exec(arm) ?? [];
  return { strategy, ...(variant !== undefined && { variant }) };
}

function grid(panels: readonly Panel[], widthPx: number, columns: number): Piece {
  const each = Math.floor((widthPx - GAP * (columns - 1)) / columns);
  const rows: Piece[] = [];
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns);
    const heads = row.map(({ arm, note }) =>
      stack([words(arm, each, { size: 12, bold: true }), words(note, each, { size: 11, soft: true })], 1),
    );
    const headHeight = Math.max(...heads.map(({ height }) => height));
    const plots = row.map(({ plot }) => plot(each));
    const svg = row.map((_, column) => {
      const x = column * (each + GAP);
      return place(heads[column]?.svg ?? '', x, 0) + place(plots[column]?.svg ?? '', x, headHeight + 4);
    });
    rows.push({ svg: svg.join(''), height: headHeight + 4 + Math.max(...plots.map(({ height }) => height)) });
  }
  return stack(rows, GAP);
}
