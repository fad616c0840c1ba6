import { type ParseArgsConfig, parseArgs } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']>

/** What was typed after a command. Whatever is none of its options ends it, and it says which there are. */
export function optionsOf<const O extends Options>(options: O) {
  try {
    return parseArgs({ options }).values
  } catch (error) {
    const [what] = (error as Error).message.split('. ')
    const names = Object.keys(options).map((name) => `--${name}`)
    return stop(`${what}. Choose from: ${names.join(', ')}`)
  }
}

export function stop(why: string): never {
  console.error(why)
  process.exit(1)
}
