/** Two people side by side; where they overlap a third colour appears. */
export const NameMark = () => (
  <svg viewBox="0 0 46 38" aria-hidden="true" focusable="false">
    <g class="al-mark__first" fill="#0b5c5e">
      <circle cx="14" cy="7.5" r="6.5" />
      <path d="M1 37V27a13 13 0 0 1 26 0v10z" />
    </g>
    <g fill="#f2b33d">
      <circle cx="34" cy="12" r="5.5" />
      <path d="M23 37v-7a11 11 0 0 1 22 0v7z" />
    </g>
    <path fill="#6f2a55" d="M23 37v-7a11 11 0 0 1 3.7-8.2q.3 2.5.3 5.2v10z" />
  </svg>
)

/** The shapes on the right of a hero: the name mark grown into a street of people. */
export const HeroShapes = () => (
  <svg viewBox="0 0 430 300" preserveAspectRatio="xMaxYMax meet" aria-hidden="true" focusable="false">
    <path fill="#12696b" d="M60 300V190a70 70 0 0 1 140 0v110z" />
    <circle cx="130" cy="78" r="34" fill="#12696b" />
    <path fill="#f2b33d" d="M170 300v-78a62 62 0 0 1 124 0v78z" />
    <circle cx="232" cy="122" r="29" fill="#f2b33d" />
    <path fill="#8f3d70" d="M170 300v-78a62 62 0 0 1 28-51.5q2 9 2 18.5v110z" />
    <path fill="#f6d7c3" d="M270 300V205a68 68 0 0 1 136 0v95z" />
    <circle cx="338" cy="98" r="31" fill="#f6d7c3" />
    <path fill="#c65f36" d="M270 300V205q0-14 5.5-26.5A62 62 0 0 1 294 222v78z" />
    <path fill="#8f3d70" d="M380 300v-50a44 44 0 0 1 88 0v50z" />
    <circle cx="416" cy="178" r="20" fill="#8f3d70" />
  </svg>
)
